from inline_snapshot import snapshot

from bot.views import list_view, thread_view
from bot.views.render import html
from bot.views.render.html import escaped
from tests.unit.views.allotment import NOW, page, soil, thread


def test_list_is_made_of_the_tags_that_matrix_allows() -> None:
    assert html(list_view(page(*soil()), now=NOW)) == snapshot("""\
<h3>Loose ends</h3>
<p>2 open, 1 partly answered · 1 channel · read up to 2 min ago</p>
<h4>Soil test results <a href="https://forum.example/t/41">jump</a></h4>
<p>Allotment · mira, 9 days ago · 0 of 3 answered, 1 in part · waiting for helpers</p>
<ul>
<li><strong>#41</strong> Would liming in autumn still help before the frost?
<br><em>re: The report says pH 5.1 in the lower beds.</em>
<br><em>nobody replied</em></li>
<li><strong>#42</strong> Is it the compost or the old pine needles that made it so acid?
<br><em>jon, in part: &quot;most likely the needles&quot;</em></li>
<li><strong>#43</strong> If it&#x27;s the needles, how long until raking them away shows?
<br><em>depends on #42 · nobody replied</em></li>
</ul>
<p>Why is one here? <code>!ends why 41</code></p>
<p>Settle one: <code>!ends resolve 41</code></p>\
""")


def test_thread_ends_with_its_claims() -> None:
    assert html(thread_view(thread(), now=NOW)) == snapshot("""\
<h3>Soil test results</h3>
<p>3 messages · 3 people · since 2 May</p>
<p>Nobody asked anything here.</p>
<h4>Claimed</h4>
<ul>
<li>The report says pH 5.1 in the lower beds. <a href="https://forum.example/t/41">jump</a>
<br><em>mira, 9 days ago · hedged · credits &quot;the report&quot;</em></li>
</ul>\
""")


def test_words_of_strangers_stay_words() -> None:
    assert escaped('<img src="x"> & @room') == ("&lt;img src=&quot;x&quot;&gt; &amp; @\u200broom")
