using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Colloquy.Offline;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Solution.Tests.Snippets;

[Collection(nameof(WorkingFolder))]
public sealed class DocumentSnippets : IDisposable
{
    private readonly InMemorySessionStore _store = new();
    private readonly string _path = Path.GetTempFileName();

    [Fact]
    public async Task A_handle_comes_back_to_its_owner_alone()
    {
        var store = _store;

        // snippet: documents-handle
        var session = await store.OpenAsync(new SessionKey("ticket-4711", new SessionOwner("ines@works.example")));
        var json = session.Handle.ToJson();   // {"version":1,"app":"default","user":"ines@works.example","id":"ticket-4711"}

        var restored = await store.FindAsync(SessionHandle.Parse(json), new SessionOwner("ines@works.example"));

        // snippet: end
        Assert.Equal("""{"version":1,"app":"default","user":"ines@works.example","id":"ticket-4711"}""", json);
        Assert.Equal(session.Key, restored!.Key);
        await Assert.ThrowsAsync<SessionDocumentException>(() => store.FindAsync(SessionHandle.Parse(json), new SessionOwner("marek@works.example")));
    }

    [Fact]
    public async Task A_document_brings_a_session_to_another_store()
    {
        var session = await _store.OpenAsync(new SessionKey("ticket-4711", new SessionOwner("ines@works.example")));
        await session.AddAsync([new ChatMessage(ChatRole.User, "My invoice is wrong.")]);
        await session.State.SetAsync("tier", "gold");
        var (path, other) = (_path, new InMemorySessionStore());

        // snippet: documents-export
        await using (var file = File.Create(path))
            await session.Documents.ExportAsync(file);

        await using var document = File.OpenRead(path);
        var copy = await other.ImportAsync(document);   // another store, of any kind

        // snippet: end
        Assert.Equal("My invoice is wrong.", (await copy.GetItemsAsync()).Single().Message.Text);
        Assert.Equal("gold", await copy.State.GetAsync<string>("tier"));
        var types = File.ReadLines(path).Select(line => JsonElement.Parse(line).GetProperty("type").GetString()).Distinct();
        Assert.Equal(["session", "entry", "branch", "end"], types);
    }

    [Fact]
    public async Task Converters_that_are_registered_write_and_read_state()
    {
        var (store, key) = (_store, new SessionKey("ticket-4711"));

        // snippet: documents-converters
        var options = new OpenSessionOptions
        {
            State = new StateOptions { Json = new JsonSerializerOptions(JsonSerializerDefaults.Web) { Converters = { new MoneyConverter() } } },
        };
        var session = await store.OpenAsync(key, options);
        await session.State.SetAsync("budget", new Money(12.50m, "EUR"));   // "12.50 EUR"
        var budget = await session.State.GetAsync<Money>("budget");

        // snippet: end
        Assert.Equal(new Money(12.50m, "EUR"), budget);
        Assert.Equal("12.50 EUR", await (await store.OpenAsync(key)).State.GetAsync<string>("budget"));
    }

    [Fact]
    public async Task A_follower_sees_the_steps_of_a_turn()
    {
        var session = await _store.OpenAsync(new SessionKey("ticket-4711"));
        var output = Console.Out;
        using var written = new StringWriter(CultureInfo.InvariantCulture);
        Console.SetOut(written);
        try
        {
            var following = FollowAsync(session);
            await new Agent(new OfflineChatClient()) { Name = "support" }.RunAsync("Hello!", session, cancellationToken: TestContext.Current.CancellationToken);
            await following;
        }
        finally
        {
            Console.SetOut(output);
        }

        Assert.Contains("user: Hello!", written.ToString(), StringComparison.Ordinal);
        Assert.EndsWith($"completed{Environment.NewLine}", written.ToString(), StringComparison.Ordinal);
    }

    public void Dispose() => File.Delete(_path);

    private static async Task FollowAsync(Session session)
    {
        // snippet: documents-follow
        await foreach (var entry in session.FollowAsync(new FollowOptions { UntilTurnEnds = true }))
        {
            if (entry.Message is { } message)
                Console.WriteLine($"{entry.Author ?? "user"}: {message.Text}");
            else if (entry.Kind == EntryKind.Handoff)
                Console.WriteLine($"{entry.Author} hands over to {entry.Subject}");
            else if (entry.Kind == EntryKind.TurnEnd)
                Console.WriteLine(entry.Subject);                  // completed, failed, cancelled, …
        }

        // snippet: end
    }

    private readonly record struct Money(decimal Amount, string Currency);

    private sealed class MoneyConverter : JsonConverter<Money>
    {
        public override Money Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var parts = reader.GetString()!.Split(' ');
            return new Money(decimal.Parse(parts[0], CultureInfo.InvariantCulture), parts[1]);
        }

        public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options) =>
            writer.WriteStringValue(string.Create(CultureInfo.InvariantCulture, $"{value.Amount} {value.Currency}"));
    }
}
