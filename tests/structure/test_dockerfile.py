"""No engine builds the image here; these hold what one could get wrong without noticing."""

import re

from tests.structure.tree import ROOT, read

STAGES = re.split(r"^FROM ", read("Dockerfile"), flags=re.MULTILINE)
BUILD, RUN = STAGES[1:]


def test_the_image_is_built_from_the_lock_file() -> None:
    syncs = re.findall(r"uv sync .*", BUILD)

    assert re.search(r"^COPY .*\buv\.lock\b", BUILD, re.MULTILINE)
    assert syncs
    assert all("--locked" in sync and "--no-dev" in sync for sync in syncs)


def test_the_image_bears_the_uv_of_the_readme() -> None:
    assert set(re.findall(r"uv==(\S+)", BUILD)) == set(re.findall(r"uv==(\S+)", read("README.md")))


def test_the_running_image_is_not_root_and_keeps_its_data_in_a_volume() -> None:
    user = re.search(r"^USER (\S+)", RUN, re.MULTILINE)

    assert user is not None
    assert user[1] not in {"root", "0"}
    assert re.search(r"^VOLUME /data$", RUN, re.MULTILINE)
    assert "LOOSEENDS_DATABASE_URL=/data/" in RUN
    assert RUN.index("USER") < RUN.index("ENTRYPOINT")


def test_the_image_says_how_it_is() -> None:
    assert re.search(r'^HEALTHCHECK .*CMD \["looseends", "doctor"\]$', RUN, re.MULTILINE)


def test_what_the_image_copies_exists_and_is_let_in() -> None:
    let_in = set(re.findall(r"^!(\S+)", read(".dockerignore"), re.MULTILINE))
    copied = {
        name
        for line in re.findall(r"^COPY (?!--from)(.+) \S+$", BUILD, re.MULTILINE)
        for name in line.split()
    }

    assert copied <= let_in
    assert all((ROOT / name).exists() for name in copied)
