using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy.Storage.Conformance;

/// <summary>Tests that what is accepted can be read back, whatever a model, a tool or an application gives: by every reader, and from the session's document.</summary>
public sealed class ReadBackSuite : StoreSuite
{
    /// <summary>Text that UTF-8, JSON or a database may not hold, and what is read in its place.</summary>
    private static readonly (string Given, string Kept)[] Texts =
    [
        ("lone \ud800 high", "lone \uFFFD high"),
        ("lone \udc00 low", "lone \uFFFD low"),
        ("\ude00\ud83d", "\uFFFD\uFFFD"),
        ("ends with \ud83d", "ends with \uFFFD"),
        ("a pair \ud83d\ude00", "a pair \ud83d\ude00"),
        ("nul \0 nul", "nul \0 nul"),
        ("\uFFFD was there, and \\uFFFD", "\uFFFD was there, and \\uFFFD"),
        ("bell \a, escape \u001b, separators \u2028\u2029, override \u202e", "bell \a, escape \u001b, separators \u2028\u2029, override \u202e"),
    ];

    /// <inheritdoc />
    public override IReadOnlyList<StoreCase> Cases =>
    [
        Case(JSON_of_every_depth_that_a_tool_or_a_model_gives_is_read_back),
        Case(JSON_that_an_application_gives_is_read_back_or_refused),
        Case(State_of_users_and_apps_is_read_back_or_refused, StoreTraits.State),
        Case(Text_of_every_kind_is_read_back),
        Case(Nulls_within_a_value_are_kept),
    ];

    private static async Task JSON_of_every_depth_that_a_tool_or_a_model_gives_is_read_back(StoreCaseContext context)
    {
        foreach (var depth in DeepJson.Depths)
        {
            var session = await context.Store.OpenAsync(context.NewKey(), new OpenSessionOptions { TimeProvider = context.Clock });
            var deep = DeepJson.Of(depth);
            var agent = new Agent(new CallingModel(deep)) { Tools = [AgentTool.Create((JsonElement what) => deep, CallingModel.Tool)] };

            await agent.RunAsync("Dig.", session);
            await agent.RunAsync("And again.", session);

            var results = (await session.GetItemsAsync(role: ChatRole.Tool)).Select(item => ((FunctionResultContent)item.Message.Contents[0]).Result?.ToString() ?? "");
            Check.Sequence([deep.GetRawText(), deep.GetRawText()], results, $"the results of {depth} levels");
            await EnsureReadableAsync(context, session, $"a session with JSON of {depth} levels");
        }
    }

    private static async Task JSON_that_an_application_gives_is_read_back_or_refused(StoreCaseContext context)
    {
        foreach (var depth in DeepJson.Depths)
        {
            var session = await context.Store.OpenAsync(context.NewKey(), new OpenSessionOptions { TimeProvider = context.Clock });
            var deep = DeepJson.Of(depth);
            await session.AddAsync(new ChatMessage(ChatRole.User, "Before."));
            var isKept = depth <= ContentNotStorableException.MaxDepth;

            await EnsureAsync(isKept, () => session.AddAsync(new ChatMessage(ChatRole.Tool, [new FunctionResultContent("c", deep)])), $"a result of {depth} levels");
            await EnsureAsync(isKept, () => session.AddAsync(new ChatMessage(ChatRole.User, "x") { AdditionalProperties = new() { ["deep"] = deep } }), $"a property of {depth} levels");
            await EnsureAsync(isKept, () => session.State.SetAsync("deep", deep), $"a value of state of {depth} levels");

            if (isKept)
                Check.Equal(deep.GetRawText(), (await session.State.FindAsync("deep"))?.Value.GetRawText(), $"the value of state of {depth} levels");
            await EnsureReadableAsync(context, session, $"a session that was given JSON of {depth} levels");
        }
    }

    private static async Task State_of_users_and_apps_is_read_back_or_refused(StoreCaseContext context)
    {
        var session = await context.Store.OpenAsync(context.NewKey(), new OpenSessionOptions { TimeProvider = context.Clock });
        foreach (var depth in DeepJson.Depths)
        {
            foreach (var scope in new[] { Scope.User, Scope.App })
            {
                var deep = DeepJson.Of(depth);
                var isKept = depth <= ContentNotStorableException.MaxDepth;

                await EnsureAsync(isKept, () => session.State.SetAsync($"deep-{depth}", deep, scope), $"a value of the {scope}'s state of {depth} levels");

                Check.Equal(isKept ? deep.GetRawText() : null, (await session.State.FindAsync($"deep-{depth}", scope))?.Value.GetRawText(), $"the value of the {scope}'s state of {depth} levels");
            }
        }

        await session.State.SetAsync("odd", "lone \ud800 and \0", Scope.User);
        Check.Equal("lone \uFFFD and \0", await session.State.GetAsync<string>("odd", Scope.User), "odd text in the state of a user");
    }

    private static async Task Text_of_every_kind_is_read_back(StoreCaseContext context)
    {
        foreach (var (given, kept) in Texts)
        {
            var session = await context.Store.OpenAsync(context.NewKey(), new OpenSessionOptions { TimeProvider = context.Clock });

            await session.AddAsync(new ChatMessage(ChatRole.User, given) { AuthorName = given, AdditionalProperties = new() { ["p"] = given } });
            await session.AddAsync(new ChatMessage(ChatRole.Assistant, [new TextReasoningContent(given), new ErrorContent(given)]));
            await session.SetTitleAsync(given);
            await session.SetMetadataAsync("note", given);
            await session.State.SetAsync("text", given);
            await new Agent(new CallingModel(JsonElement.Parse(JsonSerializer.Serialize(0))) { Text = given }) { Tools = [AgentTool.Create((JsonElement what) => given, CallingModel.Tool)] }.RunAsync(given, session);

            var items = await session.GetItemsAsync();
            Check.Sequence([kept, kept, kept], [items[0].Text, items[0].Author ?? "", items[0].Message.AdditionalProperties?["p"]?.ToString() ?? ""], "the text of a message, its author and its property");
            Check.Sequence([kept, kept], [((TextReasoningContent)items[1].Message.Contents[0]).Text, ((ErrorContent)items[1].Message.Contents[1]).Message], "reasoning and error");
            Check.Sequence([kept, kept, kept], [items[2].Text, ((FunctionResultContent)items[4].Message.Contents[0]).Result?.ToString() ?? "", items[5].Text], "the input, the result of a tool and the answer");
            Check.Sequence([kept, kept], [session.Record.Details.Title ?? "", session.Record.Details.Metadata["note"]], "title and metadata");
            Check.Equal(kept, await session.State.GetAsync<string>("text"), "the value of state");
            await session.SearchAsync(given);
            await EnsureReadableAsync(context, session, "a session with odd text");
        }
    }

    private static async Task Nulls_within_a_value_are_kept(StoreCaseContext context)
    {
        var session = await context.Store.OpenAsync(context.NewKey(), new OpenSessionOptions { TimeProvider = context.Clock });
        var value = new { C = (string?)null, Inner = new { D = (int?)null } };
        const string Json = """{"c":null,"inner":{"d":null}}""";

        await session.State.SetAsync("k", value);
        await session.AddAsync(new ChatMessage(ChatRole.User, "x") { AdditionalProperties = new() { ["p"] = value } });
        await session.AddAsync(new ChatMessage(ChatRole.Tool, [new FunctionResultContent("c", value)]));
        await new Agent(new CallingModel(JsonElement.Parse("null"))) { Tools = [AgentTool.Create((JsonElement? what) => value, CallingModel.Tool)] }.RunAsync("Look.", session);

        var items = await session.GetItemsAsync();
        Check.Equal(Json, (await session.State.FindAsync("k"))?.Value.GetRawText(), "the value of state");
        Check.Equal(Json, ((JsonElement)items[0].Message.AdditionalProperties!["p"]!).GetRawText(), "the property");
        Check.Equal(Json, ((JsonElement)((FunctionResultContent)items[1].Message.Contents[0]).Result!).GetRawText(), "the result that was added");
        Check.Equal(Json, ((JsonElement)((FunctionResultContent)items[4].Message.Contents[0]).Result!).GetRawText(), "the result of the tool");
    }

    private static async Task EnsureAsync(bool isKept, Func<Task> write, string what)
    {
        if (isKept)
            await write();
        else
            await Check.Throws<ContentNotStorableException>(write, what);
    }

    /// <summary>Reads a session in every way, and from its document.</summary>
    private static async Task EnsureReadableAsync(StoreCaseContext context, Session session, string what)
    {
        try
        {
            await session.ReadEventsAsync().CountAsync();
            await session.Turns.ReadAsync().CountAsync();
            await session.Window.PreviewAsync();
            await session.Documents.WriteTranscriptAsync(Stream.Null);
            await session.SearchAsync("again");
            await session.RebuildSearchAsync();
            using var document = new MemoryStream();
            await session.Documents.ExportAsync(document);
            document.Position = 0;
            await using var other = new InMemorySessionStore(context.Clock);
            await other.ImportAsync(document, new ImportOptions { Session = new OpenSessionOptions { TimeProvider = context.Clock } });
            Check.Sequence(await SessionView.OfAsync(context.Store, session.Key, withUsage: false), await SessionView.OfAsync(other, session.Key, withUsage: false), what);
        }
        catch (Exception e) when (e is not ConformanceException)
        {
            throw new ConformanceException($"Expected {what} to be readable, but it threw {e.GetType().Name}: {e.Message}", e);
        }
    }
}
