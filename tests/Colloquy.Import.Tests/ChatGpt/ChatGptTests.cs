namespace Colloquy.Import.Tests;

public sealed class ChatGptTests : ImportTest
{
    private static readonly string[] Begin = ["system: I repair pumps.\n\nBe short.", "user: What leaks?"];

    [Fact]
    public async Task The_tree_of_a_conversation_becomes_branches()
    {
        var report = await ImportAsync(Copy());

        Assert.Equal((ImportFormat.ChatGpt, 2, 2, 11, 1), (report.Format, report.Conversations, report.Imported, report.Messages, report.Branches));
        Assert.Equal(
            (string[])
            [
                .. Begin,
                "assistant: The seal.",
                "user: [image/png, 8 bytes] | [kept: image_asset_pointer] | And this?",
                "assistant: (I count with Python.)",
                "assistant: c1 = python(input: print(2+2))",
                "tool: c1 -> 4",
                "tool: [kept: tether_quote]",
                "assistant: Four.",
            ],
            await ReadAsync("c-1", "main"));
        Assert.Equal((string[])[.. Begin, "assistant: The ring.", "user: Why?"], await ReadAsync("c-1"));
        Assert.Empty(await ReadAsync("c-2"));
    }

    [Fact]
    public async Task The_branch_that_was_shown_last_is_current()
    {
        await ImportAsync(Copy());

        Assert.Equal("branch-a2", (await FindAsync("c-1")).Record.Branch);
        Assert.Equal(BranchHead.Main, (await FindAsync("c-2")).Record.Branch);
    }

    [Fact]
    public async Task The_title_times_and_details_of_a_conversation_are_kept()
    {
        await ImportAsync(Copy());

        var session = await FindAsync("c-1");
        var items = await session.GetItemsAsync();

        Assert.Equal(("Pumps", "g-pumps", "2023-07-22T04:26:40.500Z"), (session.Record.Details.Title, session.Record.Details.Metadata["import.gizmo_id"], session.Record.Details.Metadata["import.created"]));
        Assert.Equal((DateTimeOffset.FromUnixTimeMilliseconds(1_690_000_001_250), "u1"), (items[1].At, items[1].Message.MessageId));
        Assert.Equal("gpt-4", items[2].Message.AdditionalProperties!["model_slug"]!.ToString());
    }

    [Fact]
    public async Task What_cannot_be_mapped_is_reported_with_its_node()
    {
        var report = await ImportAsync(Copy());

        Assert.Equal(
            [
                (ImportNoteKind.LeftOut, "line 1, $[0].mapping['e1'].message"),
                (ImportNoteKind.Changed, "line 1, $[0].mapping['ctx'].message.content"),
                (ImportNoteKind.KeptRaw, "line 1, $[0].mapping['u2'].message.content.parts[1]"),
                (ImportNoteKind.KeptRaw, "line 1, $[0].mapping['r2'].message.content"),
                (ImportNoteKind.KeptRaw, "line 1, $[0].mapping['r2'].message"),
            ],
            report.Notes.Select(note => (note.Kind, note.Place)));
    }

    [Fact]
    public async Task A_second_import_adds_nothing_and_a_later_export_is_continued()
    {
        var path = Copy();
        await ImportAsync(path);
        var second = await ImportAsync(path);
        var text = await File.ReadAllTextAsync(path);
        await File.WriteAllTextAsync(path, text
            .Replace("\"parent\": \"e1\", \"children\": []}", "\"parent\": \"e1\", \"children\": [\"a4\"]}, \"a4\": {\"id\": \"a4\", \"message\": {\"id\": \"a4\", \"author\": {\"role\": \"assistant\"}, \"content\": {\"content_type\": \"text\", \"parts\": [\"It is old.\"]}, \"recipient\": \"all\"}, \"parent\": \"u3\", \"children\": []}", StringComparison.Ordinal));

        var third = await ImportAsync(path);

        Assert.Equal((0, 2), (second.Messages, second.Unchanged));
        Assert.Equal((1, 1, 1), (third.Messages, third.Continued, third.Unchanged));
        Assert.Equal((string[])[.. Begin, "assistant: The ring.", "user: Why?", "assistant: It is old."], await ReadAsync("c-1"));
    }

    [Theory]
    [InlineData("\"parent\": \"e1\", \"children\": []}", "\"parent\": \"e1\", \"children\": [\"u1\"]}", ImportFailure.Malformed)]
    [InlineData("{\"id\": \"u3\", \"message\"", "{\"id\": \"u3\"}, \"u3\": {\"id\": \"u3\", \"message\"", ImportFailure.Malformed)]
    [InlineData("\"conversation_id\": \"c-2\", \"id\": \"c-2\"", "\"conversation_id\": \"c-1\"", ImportFailure.Duplicate)]
    [InlineData("\"conversation_id\": \"c-2\", \"id\": \"c-2\"}]", "\"conversation_id\"", ImportFailure.Truncated)]
    [InlineData("\"conversation_id\": \"c-2\", \"id\": \"c-2\"}]", "\"conversation_id\": \"c-2\"}, {\"title\": \"x\"}]", ImportFailure.Malformed)]
    public async Task A_broken_export_is_refused_and_changes_nothing(string part, string replaced, ImportFailure failure)
    {
        var path = Copy();
        var text = await File.ReadAllTextAsync(path);
        Assert.Contains(part, text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(path, text.Replace(part, replaced, StringComparison.Ordinal));

        var refused = await Assert.ThrowsAsync<ImportException>(() => ImportAsync(path));

        Assert.Equal(failure, refused.Failure);
        Assert.Equal(0, await CountSessionsAsync());
    }

    private string Copy()
    {
        var path = PathOf("conversations.json");
        File.Copy(Fixture("chatgpt.json"), path);
        Write("file-pic1-pump.png", [1, 2, 3, 4, 5, 6, 7, 8]);
        return path;
    }
}
