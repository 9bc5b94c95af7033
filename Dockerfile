# Built in one stage, run in another: the image that runs holds no compiler, no cache and no uv.
# Encrypted rooms of Matrix want `--build-arg EXTRAS="--extra e2ee"`, and a Python up to 3.12.
ARG PYTHON=3.12-slim-bookworm

FROM python:${PYTHON} AS build
ARG EXTRAS=""
ENV UV_COMPILE_BYTECODE=1 \
    UV_LINK_MODE=copy \
    UV_PROJECT_ENVIRONMENT=/opt/looseends \
    UV_PYTHON_DOWNLOADS=never
RUN pip install --no-cache-dir uv==0.13.9
WORKDIR /src
# What others wrote comes first: it changes less often than what we write.
COPY pyproject.toml uv.lock ./
RUN uv sync --locked --no-dev --no-install-project ${EXTRAS}
COPY README.md LICENSE ./
COPY bot bot
COPY cogs cogs
COPY matrix matrix
COPY seeds seeds
RUN uv sync --locked --no-dev --no-editable ${EXTRAS}

FROM python:${PYTHON} AS run
RUN groupadd --system --gid 10001 looseends \
    && useradd --system --uid 10001 --gid looseends --create-home looseends \
    && install --directory --owner looseends --group looseends /data
COPY --from=build /opt/looseends /opt/looseends
ENV PATH=/opt/looseends/bin:${PATH} \
    PYTHONUNBUFFERED=1 \
    LOOSEENDS_DATABASE_URL=/data/looseends.db
USER 10001
WORKDIR /data
VOLUME /data
HEALTHCHECK --interval=60s --timeout=10s --start-period=15s CMD ["looseends", "doctor"]
ENTRYPOINT ["looseends"]
CMD ["run"]
