using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Tests.Sessions;

/// <summary>What a hit shows, and what of a message counts as its words.</summary>
public sealed class SearchTests
{
    [Theory]
    [InlineData("ﬁne Ｗｉｄｅ ½ x²", "fine wide x2", "[ﬁne] [Ｗｉｄｅ] ½ [x²]")]
    [InlineData("na\u0308ive co\u0301ngruo", "naive congruo", "[na\u0308ive] [co\u0301ngruo]")]
    [InlineData("in\u00ADvoice", "invoice", "[in\u00ADvoice]")]
    [InlineData("İstanbul ısı", "istanbul isi", "[İstanbul] [ısı]")]
    [InlineData("ὈΔΥΣΣΕΎΣ", "οδυσσευς", "[ὈΔΥΣΣΕΎΣ]")]
    [InlineData("Ёлка и йод", "елка иод", "[Ёлка] и [йод]")]
    [InlineData("مُحَمَّد", "محمد", "[مُحَمَّد]")]
    [InlineData("שָׁלוֹם", "שלום", "[שָׁלוֹם]")]
    [InlineData("हिन्दी भाषा", "हिन्दी", "[हिन्दी] भाषा")]
    [InlineData("한국어 문서", "한국어", "[한국어] 문서")]
    [InlineData("\u1112\u1161\u11AB\u1100\u116E\u11A8", "한국", "[\u1112\u1161\u11AB\u1100\u116E\u11A8]")]
    [InlineData("서울에서 만나요", "서울", "[서울]에서 만나요")]
    [InlineData("학교는 물이 맑다", "물", "학교는 [물]이 맑다")]
    [InlineData("well done 👍🏽!", "👍", "well done [👍🏽]!")]
    [InlineData("a ❤️ b", "❤", "a [❤️] b")]
    [InlineData("👩‍💻 at work", "👩‍💻", "[👩‍💻] at work")]
    [InlineData("🇩🇪🇫🇷", "🇫🇷", "🇩🇪[🇫🇷]")]
    [InlineData("カタカナ ｶﾞｷﾞ", "ガギ", "カタカナ [ｶﾞｷﾞ]")]
    [InlineData("东京大学的学生", "大学", "东京[大学]的学生")]
    [InlineData("东京大学的学生", "学", "东京大[学]的[学]生")]
    [InlineData("東京 2024年", "2024年", "東京 [2024年]")]
    [InlineData("สวัสดีครับ", "ดี", "สวัส[ดี]ครับ")]
    [InlineData("𠮷野家で食べる", "野家", "𠮷[野家]で食べる")]
    [InlineData("a 𝒷old word", "bold", "a [𝒷old] word")]
    public async Task Words_are_folded_and_what_was_typed_is_highlighted(string text, string query, string expected)
    {
        var hit = Assert.Single((await SearchAsync(text, query)).Hits);

        Assert.Equal(expected, hit.Mark("[", "]"));
    }

    [Theory]
    [InlineData("ก่อน", "กอน")]
    [InlineData("हिन्दी", "हन्द")]
    [InlineData("invoice", "voice")]
    [InlineData("a\uFFFDb", "ab")]
    [InlineData("10.50", "1050")]
    public async Task What_is_another_word_is_not_found(string text, string query) =>
        Assert.Empty((await SearchAsync(text, query)).Hits);

    [Fact]
    public async Task A_session_of_a_store_without_an_index_is_searched_alone()
    {
        var store = new PlainStore(new InMemorySessionStore());
        foreach (var id in (string[])["one", "two"])
            await (await store.OpenAsync(new SessionKey(id, "ada"))).AddAsync(new ChatMessage(ChatRole.User, "a pump"));

        var page = await (await store.OpenAsync(new SessionKey("one", "ada"))).SearchAsync("pump");

        Assert.Equal("one", Assert.Single(page.Hits).Key.Id);
    }

    [Fact]
    public async Task A_snippet_shows_where_most_words_stand_close_together()
    {
        var filler = string.Concat(Enumerable.Repeat("lorem ipsum dolor sit amet ", 20));

        var hit = Assert.Single((await SearchAsync($"an invoice {filler}the number of the invoice is 12 {filler}number", "invoice number")).Hits);

        Assert.Contains("the [number] of the [invoice] is 12", hit.Mark("[", "]"), StringComparison.Ordinal);
        Assert.InRange(hit.Snippet.Length, 120, 165);
        Assert.Equal(["number", "invoice"], hit.Highlights.Select(range => hit.Snippet[range]));
    }

    [Fact]
    public async Task A_snippet_is_cut_between_words_and_says_where()
    {
        var words = Enumerable.Range(100, 200).Select(number => $"w{number}").ToList();
        var text = string.Join(' ', words);

        foreach (var (query, begins, ends) in ((string, bool, bool)[])[("w100", true, false), ("w110", true, false), ("w200", false, false), ("w299", false, true)])
        {
            var shown = Assert.Single((await SearchAsync(text, query)).Hits).Snippet;
            Assert.Equal((!begins, !ends), (shown.StartsWith('…'), shown.EndsWith('…')));
            Assert.All(shown.Trim('…').Split(' '), word => Assert.Contains(word, words));
            Assert.InRange(shown.Length, 140, 162);
        }
    }

    [Fact]
    public async Task A_snippet_is_one_line_and_well_formed_wherever_it_is_cut()
    {
        for (var length = 0; length < 8; length++)
        {
            var text = $"{new string('x', length)}{string.Concat(Enumerable.Repeat("😀", 200))}\r\n\u001b[31mneedle\u2028{string.Concat(Enumerable.Repeat("😀", 200))}";

            var hit = Assert.Single((await SearchAsync(text, "31mneedle")).Hits);

            Assert.Equal("31mneedle", hit.Snippet[Assert.Single(hit.Highlights)]);
            Assert.DoesNotContain(hit.Snippet, char.IsControl);
            Assert.True(hit.Snippet.IsNormalized());
            Assert.DoesNotContain('\uFFFD', System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(hit.Snippet)));
        }
    }

    [Fact]
    public async Task A_word_that_is_longer_than_any_is_found_whole_and_by_its_beginning()
    {
        var word = string.Concat(Enumerable.Range(0, 1_000));

        Assert.Single((await SearchAsync($"a {word} b", word)).Hits);
        Assert.Single((await SearchAsync($"a {word} b", word[..300] + "*")).Hits);
        Assert.Empty((await SearchAsync($"a {word} b", word[..300])).Hits);
        Assert.Empty((await SearchAsync($"a {word} b", word + "x")).Hits);
    }

    [Fact]
    public async Task A_hundred_words_are_looked_for_and_the_rest_is_not()
    {
        var words = Enumerable.Range(1_000, 100).ToList();

        Assert.Single((await SearchAsync(string.Join(' ', words), string.Join(' ', words.Append(7)))).Hits);
        Assert.Empty((await SearchAsync(string.Join(' ', words.Skip(1)), string.Join(' ', words))).Hits);
    }

    [Fact]
    public async Task Tools_are_found_by_what_they_answered_and_not_by_what_they_were_asked()
    {
        var session = await new InMemorySessionStore().OpenAsync(new SessionKey("s"));
        await session.AddAsync(
        [
            new(ChatRole.User, "where is it?"),
            new(ChatRole.Assistant, [new TextContent("Let me look."), new TextContent("Somewhere."), new FunctionCallContent("c1", "find_parcel", new Dictionary<string, object?> { ["number"] = "argument" })]),
            new(ChatRole.Tool, [new FunctionResultContent("c1", new { city = "Würzburg", days = 2 })]),
            new(ChatRole.Assistant, [new TextReasoningContent("thinking hard"), new TextContent("In Würzburg.")]),
        ]);

        Assert.Equal([ChatRole.Assistant, ChatRole.Tool], (await session.SearchAsync("wurzburg")).Hits.Select(hit => hit.Role).OrderBy(role => role.Value));
        Assert.Equal("Let me look. [Somewhere].", Assert.Single((await session.SearchAsync("somewhere")).Hits).Mark("[", "]"));
        Assert.Empty((await session.SearchAsync("argument")).Hits);
        Assert.Empty((await session.SearchAsync("thinking")).Hits);
    }

    [Fact]
    public async Task A_session_that_was_deleted_is_not_searched()
    {
        var store = new InMemorySessionStore();
        var session = await store.OpenAsync(new SessionKey("s"));
        await session.DeleteAsync();

        await Assert.ThrowsAsync<SessionNotFoundException>(() => session.SearchAsync("x"));
    }

    [Fact]
    public async Task Limits_that_cannot_be_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SearchQuery("x") { Limit = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SearchQuery("x") { Limit = 101 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SearchQuery("x") { Offset = -1 });
        await Assert.ThrowsAsync<ArgumentNullException>(() => new InMemorySessionStore().SearchAsync((string)null!, new SessionOwner()));
    }

    private static async Task<SearchPage> SearchAsync(string text, string query)
    {
        var session = await new InMemorySessionStore().OpenAsync(new SessionKey("s"));
        await session.AddAsync(new ChatMessage(ChatRole.User, text));
        return await session.SearchAsync(query);
    }
}
