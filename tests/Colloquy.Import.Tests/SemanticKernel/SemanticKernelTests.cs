using System.Text.Json;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;

namespace Colloquy.Import.Tests;

public sealed class SemanticKernelTests : ImportTest
{
    [Fact]
    public async Task The_fixture_is_what_Semantic_Kernel_writes() => await LibraryFixture.CheckAsync("semantic-kernel.json", Serialize());

    [Fact]
    public async Task A_history_becomes_a_session()
    {
        var report = await ImportAsync(Fixture("semantic-kernel.json"), id: "ticket");

        Assert.Equal((ImportFormat.SemanticKernel, 1, 7, 0), (report.Format, report.Imported, report.Messages, report.NoteCount));
        Assert.Equal(
            [
                "system: You answer for the workshop.",
                "user: Which pump leaks? | [image/png, 3 bytes] | [https://pumps.example/1.png]",
                "assistant: call_1 = Pumps-find(hall: 2)",
                "tool: call_1 -> P-77",
                "assistant: It is P-77.",
                "user: [audio/wav, 2 bytes] | [file file-1] | [application/pdf, 1 bytes]",
                "system: Speak English.",
            ],
            await ReadAsync("ticket"));
    }

    [Fact]
    public async Task Usage_names_and_times_are_kept()
    {
        await ImportAsync(Fixture("semantic-kernel.json"));

        var session = await FindAsync("semantic-kernel");
        var items = await session.GetItemsAsync();
        var usage = await session.Usage.GetAsync();

        Assert.Equal((1, 20, 5), (usage.Calls, usage.InputTokens, usage.OutputTokens));
        Assert.Equal(new DateTimeOffset(2026, 8, 1, 9, 0, 0, TimeSpan.Zero), items[2].At);
        Assert.Equal("desk", items[4].Message.AuthorName);
        Assert.Equal("developer", items[6].Message.AdditionalProperties!["role"]!.ToString());
    }

    [Fact]
    public async Task A_second_import_adds_nothing_and_a_history_that_has_grown_is_continued()
    {
        var path = Write("ticket.json", Serialize());
        await ImportAsync(path);
        var second = await ImportAsync(path);
        await File.WriteAllTextAsync(path, Serialize("Thank you"));

        var third = await ImportAsync(path);

        Assert.Equal((0, 1), (second.Messages, second.Unchanged));
        Assert.Equal((1, 1), (third.Messages, third.Continued));
        Assert.Equal("user: Thank you", (await ReadAsync("ticket"))[7]);
    }

    [Fact]
    public async Task A_part_of_an_unknown_type_is_kept_and_reported()
    {
        var path = Write("ticket.json", """[{"Role": {"Label": "user"}, "Items": [{"$type": "HologramContent", "Frames": 3}]}]""");

        var report = await ImportAsync(path);

        Assert.Equal("line 1, $[0].Items[0]: holds a part of type 'HologramContent', which is kept as it is and not shown to models", report.Notes.Single().ToString());
    }

    [Fact]
    public async Task A_value_that_is_no_message_is_refused_with_its_place()
    {
        var path = Write("ticket.json", """[{"Role": {"Label": "user"}, "Items": []}, {"role": "user"}]""");

        var refused = await Assert.ThrowsAsync<ImportException>(() => ImportAsync(path));

        Assert.Equal((ImportFailure.Malformed, "line 1, $[1]"), (refused.Failure, refused.Place));
        Assert.Equal(0, await CountSessionsAsync());
    }

    private static string Serialize(string? more = null)
    {
        var history = new ChatHistory("You answer for the workshop.");
        history.AddUserMessage([new TextContent("Which pump leaks?"), new ImageContent(new byte[] { 1, 2, 3 }, "image/png"), new ImageContent(new Uri("https://pumps.example/1.png"))]);
        history.Add(new ChatMessageContent(AuthorRole.Assistant, [new FunctionCallContent("find", "Pumps", "call_1", new KernelArguments { ["hall"] = "2" })], "gpt-4o", metadata: new Dictionary<string, object?>
        {
            ["Id"] = "resp-1",
            ["CreatedAt"] = new DateTimeOffset(2026, 8, 1, 9, 0, 0, TimeSpan.Zero),
            ["FinishReason"] = "ToolCalls",
            ["Usage"] = new Dictionary<string, object?> { ["InputTokenCount"] = 20, ["OutputTokenCount"] = 5, ["TotalTokenCount"] = 25 },
        }));
        history.Add(new ChatMessageContent(AuthorRole.Tool, [new FunctionResultContent("find", "Pumps", "call_1", "P-77")]));
        history.Add(new ChatMessageContent(AuthorRole.Assistant, "It is P-77.") { AuthorName = "desk" });
        history.Add(new ChatMessageContent(AuthorRole.User, [new AudioContent(new byte[] { 4, 5 }, "audio/wav"), new FileReferenceContent("file-1"), new BinaryContent(new byte[] { 6 }, "application/pdf")]));
        history.AddDeveloperMessage("Speak English.");
        if (more is not null)
            history.AddUserMessage(more);
        return JsonSerializer.Serialize(history);
    }
}
