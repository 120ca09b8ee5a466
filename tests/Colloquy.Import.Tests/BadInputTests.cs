using System.Text;

namespace Colloquy.Import.Tests;

/// <summary>A file that cannot be read is refused with its place, before anything is written.</summary>
public sealed class BadInputTests : ImportTest
{
    private const string Good = """{"role":"user","content":"a"}""";

    [Theory]
    [InlineData(Good + "\n{\"role\":\"user\",\"con", ImportFailure.Truncated, "line 2")]
    [InlineData("[" + Good + ",\n" + Good, ImportFailure.Truncated, "line 2")]
    [InlineData("[" + Good + ",\n" + Good + ",", ImportFailure.Truncated, "line 2")]
    [InlineData(Good + "\n{\"role\" \"user\"}\n" + Good, ImportFailure.Malformed, "line 2")]
    [InlineData("[" + Good + "\n" + Good + "]", ImportFailure.Malformed, "line 2")]
    [InlineData("[" + Good + "]]", ImportFailure.Malformed, "line 1")]
    [InlineData(Good + "\n\n{\"content\":\"x\"}", ImportFailure.Malformed, "line 3")]
    [InlineData(Good + "\n{\"role\":7}", ImportFailure.Malformed, "line 2")]
    [InlineData("[" + Good + ", 3]", ImportFailure.Malformed, "line 1, $[1]")]
    [InlineData(Good + "\n{\"role\":\"user\",\"role\":\"user\"}", ImportFailure.Malformed, "line 2")]
    [InlineData("", ImportFailure.Malformed, null)]
    [InlineData("  \r\n ", ImportFailure.Malformed, null)]
    public async Task A_broken_file_is_refused_with_its_place(string content, ImportFailure failure, string? place)
    {
        var path = Write("chat.jsonl", content);

        var refused = await Assert.ThrowsAsync<ImportException>(() => ImportAsync(path, ImportFormat.ChatCompletions));

        Assert.Equal((failure, place, path), (refused.Failure, refused.Place, refused.File));
        Assert.Equal(0, await CountSessionsAsync());
    }

    [Theory]
    [InlineData("true")]
    [InlineData("{\"name\": \"x\"}")]
    [InlineData("hello")]
    [InlineData("7 8 9")]
    public async Task A_file_in_no_known_format_is_refused(string content)
    {
        var path = Write("chat.txt", content);

        var refused = await Assert.ThrowsAsync<ImportException>(() => ImportAsync(path));

        Assert.Contains(refused.Failure, new[] { ImportFailure.UnknownFormat, ImportFailure.Malformed });
    }

    [Fact]
    public async Task An_unknown_format_a_folder_and_a_missing_file_are_refused()
    {
        var path = Write("chat.jsonl", Good);

        var unknown = await Assert.ThrowsAsync<ImportException>(() => ImportAsync(path, new ImportFormat("csv")));
        var folder = await Assert.ThrowsAsync<ImportException>(() => ImportAsync(Path.GetDirectoryName(path)!));
        var missing = await Assert.ThrowsAsync<ImportException>(() => ImportAsync(PathOf("none.json")));

        Assert.Equal([ImportFailure.UnknownFormat, ImportFailure.NotOpened, ImportFailure.NotOpened], new[] { unknown, folder, missing }.Select(refused => refused.Failure));
    }

    [Fact]
    public async Task Bytes_that_are_not_UTF_8_are_refused_with_their_line()
    {
        var path = Write("chat.jsonl", [.. Encoding.UTF8.GetBytes(Good + "\n{\"role\":\"user\",\n\"content\":\""), 0xC3, 0x28, .. "\"}\n"u8.ToArray()]);

        var refused = await Assert.ThrowsAsync<ImportException>(() => ImportAsync(path));

        Assert.Equal((ImportFailure.Malformed, "line 3"), (refused.Failure, refused.Place));
        Assert.Equal(0, await CountSessionsAsync());
    }

    [Fact]
    public async Task UTF_16_is_refused_by_its_name()
    {
        var path = Write("chat.jsonl", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Good)]);

        var refused = await Assert.ThrowsAsync<ImportException>(() => ImportAsync(path));

        Assert.Contains("UTF-16", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mark_of_UTF_8_and_ends_of_lines_of_Windows_and_blank_lines_are_read()
    {
        var path = Write("chat.jsonl", "\uFEFF\r\n" + Good + "\r\n\r\n  \r\n" + Good + "\r\n\n");

        var report = await ImportAsync(path);

        Assert.Equal((2, 0), (report.Messages, report.NoteCount));
    }

    [Fact]
    public async Task Two_conversations_of_one_id_are_refused()
    {
        var path = Write("all.jsonl", "{\"id\":\"x\",\"messages\":[]}\n{\"id\":\"y\",\"messages\":[]}\n{\"id\":\"x\",\"messages\":[]}\n");

        var refused = await Assert.ThrowsAsync<ImportException>(() => ImportAsync(path));

        Assert.Equal((ImportFailure.Duplicate, "line 3"), (refused.Failure, refused.Place));
        Assert.Equal(0, await CountSessionsAsync());
    }

    [Fact]
    public async Task An_error_at_the_end_leaves_the_store_as_it_was()
    {
        var path = Write("all.jsonl", string.Concat(Enumerable.Range(0, 50).Select(i => $$"""{"id":"c{{i}}","messages":[{{Good}}]}""" + "\n")) + "{");

        await Assert.ThrowsAsync<ImportException>(() => ImportAsync(path));

        Assert.Equal(0, await CountSessionsAsync());
    }

    [Fact]
    public async Task Half_a_surrogate_pair_is_replaced_with_a_note()
    {
        var path = Write("chat.jsonl", """{"role":"user","content":"cut \ud83d"}""");

        var report = await ImportAsync(path);

        Assert.Equal(["user: cut \uFFFD"], await ReadAsync("chat"));
        Assert.Equal((ImportNoteKind.Changed, "line 1"), (report.Notes.Single().Kind, report.Notes[0].Place));
    }

    [Fact]
    public async Task JSON_that_is_nested_too_deeply_is_kept_as_text_with_a_note()
    {
        var path = Write("chat.jsonl", $$$"""{"role":"user","content":"deep","extra":{{{new string('[', 100)}}}1{{{new string(']', 100)}}}}""");

        var report = await ImportAsync(path);

        Assert.Equal(["user: deep"], await ReadAsync("chat"));
        Assert.Equal(ImportNoteKind.Changed, report.Notes.Single().Kind);
    }

    [Fact]
    public async Task An_id_that_no_session_can_have_is_replaced_with_a_note()
    {
        var path = Write("all.jsonl", $$"""{"id":"a\u0001b","messages":[{{Good}}]}""");

        var report = await ImportAsync(path);

        Assert.Equal((1, ImportNoteKind.Changed), (report.Imported, report.Notes.Single().Kind));
        await foreach (var record in Store.ListSessionsAsync(new SessionOwner(null)))
            Assert.Equal("a\u0001b", record.Details.Metadata["import.conversation"]);
    }
}
