using System.Text.Json;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Tests;

public sealed class ContentRoundTripTests
{
    private readonly InMemorySessionStore _store = new();

    public static TheoryData<Type> ContentTypes =>
        [.. typeof(AIContent).Assembly.GetExportedTypes().Where(type => type.IsSubclassOf(typeof(AIContent)) && IsMakeable(type) && Samples.Of(type) is not null)];

    [Fact]
    public void Every_content_type_of_the_abstractions_has_a_sample_here()
    {
        var missing = typeof(AIContent).Assembly.GetExportedTypes()
            .Where(type => type.IsSubclassOf(typeof(AIContent)) && IsMakeable(type) && Samples.Of(type) is null)
            .Select(type => type.Name);

        Assert.Empty(missing);
    }

    [Theory]
    [MemberData(nameof(ContentTypes))]
    public async Task Content_of_every_type_is_stored_and_read_back_the_same(Type type)
    {
        var content = Samples.Of(type)!;
        var session = await _store.OpenAsync(new SessionKey("s"));

        await session.AddAsync(new ChatMessage(ChatRole.User, [content]));
        var read = (await session.GetItemsAsync()).Single().Message.Contents.Single();

        Assert.IsType(type, read);
        Assert.Equal(Render(content), Render(read));
    }

    [Fact]
    public async Task Content_of_an_unknown_name_is_kept_raw_and_shown()
    {
        var session = await _store.OpenAsync(new SessionKey("s"));
        await session.AddAsync(new ChatMessage(ChatRole.User, "before"));
        await WriteRawAsync(session, """{"message":{"role":"assistant","contents":[{"$type":"text","text":"hi"},{"$type":"hologram","beam":7}]}}""");

        var contents = (await session.GetItemsAsync())[^1].Message.Contents;
        var unknown = Assert.IsType<UnknownContent>(contents[1]);
        await session.AddAsync(new ChatMessage(ChatRole.User, [unknown]));
        var again = Assert.IsType<UnknownContent>((await session.GetItemsAsync())[^1].Message.Contents[0]);

        Assert.Equal("hi", ((TextContent)contents[0]).Text);
        Assert.Equal(("hologram", 7), (unknown.StoredName, unknown.Raw.GetProperty("beam").GetInt32()));
        Assert.Equal(unknown.Raw.GetRawText(), again.Raw.GetRawText());
    }

    [Fact]
    public async Task A_payload_that_cannot_be_read_is_passed_over_with_a_warning_that_names_session_and_position()
    {
        var logger = new ListLogger();
        var session = await _store.OpenAsync(new SessionKey("s", "ada"), new() { LoggerFactory = logger });
        await WriteRawAsync(session, """{"message":{"role":""");
        await session.AddAsync(new ChatMessage(ChatRole.User, "after"));

        var items = await session.GetItemsAsync();

        Assert.Equal(["", "after"], items.Select(item => item.Text));
        Assert.Equal([true, false], items.Select(item => item.Unreadable is not null));
        Assert.Contains("position 1 of session 's' of user 'ada'", logger.Lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Large_content_is_kept_once_beside_the_log()
    {
        var session = await _store.OpenAsync(new SessionKey("s"));
        var picture = new byte[100_000];
        new Random(1).NextBytes(picture);

        await session.AddAsync(new ChatMessage(ChatRole.User, [new TextContent("look"), new DataContent(picture, "image/png") { Name = "a.png" }]));
        await session.AddAsync(new ChatMessage(ChatRole.User, [new DataContent(picture, "image/png")]));

        var items = await session.GetItemsAsync();
        var first = Assert.IsType<DataContent>(items[0].Message.Contents[1]);
        Assert.Equal(picture, first.Data.ToArray());
        Assert.Equal(("image/png", "a.png"), (first.MediaType, first.Name));
        var log = await _store.ReadAsync(session.Key, LogRead.All());
        Assert.All(log.Entries, entry => Assert.True(entry.Payload.Length < 1_000));
        Assert.NotNull(await _store.GetBlobAsync(session.Key, Digest.Of(picture)));
    }

    [Fact]
    public async Task U0000_is_read_back_the_same_and_a_lone_surrogate_is_replaced_loudly()
    {
        var logger = new ListLogger();
        var session = await _store.OpenAsync(new SessionKey("s"), new() { LoggerFactory = logger });

        await session.AddAsync(new ChatMessage(ChatRole.User, "nul \0 here"));
        await session.AddAsync(new ChatMessage(ChatRole.User, "lone \ud800 here"));

        Assert.Equal(["nul \0 here", "lone \uFFFD here"], (await session.GetItemsAsync()).Select(item => item.Text));
        Assert.Contains("position 4 of session 's'", Assert.Single(logger.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_without_a_stored_form_is_refused_and_nothing_is_written()
    {
        var session = await _store.OpenAsync(new SessionKey("s"));
        var message = new ChatMessage(ChatRole.User, "hi") { AdditionalProperties = new() { ["stream"] = new Func<int>(() => 1) } };

        await Assert.ThrowsAsync<ContentNotStorableException>(() => session.AddAsync(message));
        await session.AddAsync(new ChatMessage(ChatRole.User, "after"));

        Assert.Equal(["after"], (await session.GetItemsAsync()).Select(item => item.Text));
    }

    private static bool IsMakeable(Type type) => !type.IsAbstract && type.GetConstructors().Length > 0;

    private static string Render(AIContent content) => JsonSerializer.Serialize(content, AIJsonUtilities.DefaultOptions.GetTypeInfo(content.GetType()));

    private async Task WriteRawAsync(Session session, string json)
    {
        var writer = new EntryWriter(await session.RefreshAsync());
        var payload = System.Text.Encoding.UTF8.GetBytes(json);
        writer.Append(new MessageBody(new ChatMessage(ChatRole.Assistant, "x")));
        var commit = writer.TakeCommit(CommitId.New());
        var entry = commit.Entries[0];
        await _store.CommitAsync(session.Key, commit with { Entries = [entry with { Payload = payload, PayloadHash = EntryHash.OfPayload(entry.Salt.Span, payload) }] });
    }
}
