namespace Colloquy.Testing.Tests.Cassettes;

/// <summary>Secrets are made here of parts, so that no scanner takes them for real ones.</summary>
public sealed class SecretTests : IDisposable
{
    private static readonly string s_key = "sk-" + "proj-abcdefGHIJKL0123456789mnop";
    private static readonly string s_token = "eyJhbGciOiJIUzI1NiJ9" + ".eyJzdWIiOiJhZGEifQ12" + ".c2lnbmF0dXJlMTIz";

    private readonly Tapes _tapes = new();

    public void Dispose() => _tapes.Dispose();

    public static TheoryData<string, string> Known => new()
    {
        { $"The key is {s_key}.", s_key },
        { "Authorization: Bearer abcdefghijklmnop0123", "abcdefghijklmnop0123" },
        { $"token={s_token}", s_token },
        { "postgres://ada:hunter2secret@db.example:5432/desk", "hunter2secret" },
        { "Server=db;User Id=ada;Password=hunter2secret;Pooling=true", "hunter2secret" },
        { "DefaultEndpointsProtocol=https;AccountName=x;AccountKey=abcDEF123+/==;EndpointSuffix=y", "abcDEF123+/==" },
        { "{\"client_secret\": \"very-private-1\"}", "very-private-1" },
        { "https://api.example/items?api_key=zzz999yyy888", "zzz999yyy888" },
        { "ghp" + "_abcdefghijklmnopqrstuvwxyz0123", "abcdefghijklmnopqrstuvwxyz0123" },
        { "AKIA" + "ABCDEFGHIJKLMNOP", "ABCDEFGHIJKLMNOP" },
        { "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg\n-----END PRIVATE KEY-----", "MIIEvQIBADANBg" },
        { "my word is swordfish", "swordfish" },
        { "my number is 0815-4711", "0815-4711" },
    };

    private static CassetteOptions Options => new() { RecordsInAuto = true, Secrets = { "swordfish" }, SecretPatterns = { @"number is (?<secret>\d{4}-\d{4})" } };

    [Theory]
    [MemberData(nameof(Known))]
    public async Task No_secret_is_written_and_what_is_written_is_replayed(string text, string secret)
    {
        IChatClient Model() => new ScriptedModel(messages => messages[^1].Role == ChatRole.Tool
            ? new(ChatRole.Assistant, $"You said: {text}")
            : new(ChatRole.Assistant, [new FunctionCallContent("c", "echo", new Dictionary<string, object?> { ["text"] = text })]));
        async Task<IReadOnlyList<TurnResult>> RunAsync(CassetteMode mode) => await Tapes.SayAsync("secret", conversation => conversation.UseCassette(_tapes.Folder + "/", mode, Options)
            .AddToolHost(new InProcessToolHost("echo", AIFunctionFactory.Create((string text) => new { said = text }, "echo")))
            .UseAgent(parts => new Agent(parts.Client(Model())) { Tools = parts.Tools, Instructions = $"Remember: {text}" }), $"Hear me: {text}");

        var recorded = await RunAsync(CassetteMode.Record);
        var file = _tapes.Read("secret");
        var replayed = await RunAsync(CassetteMode.Replay);

        Assert.Contains(secret, recorded[0].Text, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, file, StringComparison.Ordinal);
        Assert.Contains("[secret]", replayed[0].Text, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, replayed[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_that_a_stream_cut_is_found()
    {
        string[] pieces = ["The key is ", s_key[..2], s_key[2..9], s_key[9..] + " and", " that is ", "all."];
        Action<ConversationBuilder> Setup(CassetteMode mode) => conversation =>
        {
            conversation.Streams = true;
            conversation.UseCassette(_tapes.Folder + "/", mode).UseTarget(parts => new StreamTarget(parts.Client(new NamedModel("openai", "gpt-5-mini", pieces))));
        };
        await Tapes.SayAsync("stream", Setup(CassetteMode.Record), "hello");

        var replayed = await Tapes.SayAsync("stream", Setup(CassetteMode.Replay), "hello");

        foreach (var part in pieces[1..3])
            Assert.DoesNotContain(part, _tapes.Read("stream").Split("tracks:")[1], StringComparison.Ordinal);
        Assert.DoesNotContain("abcdef", _tapes.Read("stream"), StringComparison.Ordinal);
        Assert.Equal(["The key is ", "[secret]", " and", " that is ", "all."], (IReadOnlyList<string>)replayed[0].Raw!);
    }

    [Fact]
    public async Task Values_of_secret_variables_are_not_written()
    {
        const string name = "COLLOQUY_TAPES_TEST_API_KEY";
        Environment.SetEnvironmentVariable(name, "plain-looking-value");
        try
        {
            await Tapes.SayAsync("environment", _tapes.Counting(CassetteMode.Record, Options), "it is plain-looking-value");
        }
        finally
        {
            Environment.SetEnvironmentVariable(name, null);
        }

        Assert.DoesNotContain("plain-looking-value", _tapes.Read("environment"), StringComparison.Ordinal);
        Assert.Contains("it is [secret]", _tapes.Read("environment"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_secret_is_written_as_it_is()
    {
        string[] plain = ["The token count is 500.", "password policy: eight letters", "see https://example.org/a:b/c", "sk-8 is a road", "the secret: patience", "basic training starts", "tokens: 12"];

        await Tapes.SayAsync("plain", _tapes.Counting(CassetteMode.Record, Options), plain);

        Assert.DoesNotContain("[secret]", _tapes.Read("plain"), StringComparison.Ordinal);
    }

    /// <summary>Returns the pieces of the stream.</summary>
    internal sealed class StreamTarget(IChatClient client) : ConversationTarget
    {
        public override async Task<TargetAnswer> SendAsync(TargetRequest request, CancellationToken cancellationToken)
        {
            var updates = await client.GetStreamingResponseAsync(request.Messages, cancellationToken: cancellationToken).ToListAsync(cancellationToken);
            return new TargetAnswer { Messages = [.. updates.ToChatResponse().Messages], Raw = (IReadOnlyList<string>)[.. updates.Select(update => update.Text).Where(text => text.Length > 0)] };
        }
    }
}
