namespace Colloquy.Testing.Tests.Cassettes;

/// <summary>A folder of cassettes that a test throws away.</summary>
internal sealed class Tapes : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tapes");

    /// <summary>Gets how often a client was created.</summary>
    public int Clients { get; set; }

    /// <summary>Gets how often a tool host was started.</summary>
    public int Hosts { get; set; }

    public string Folder => _folder.FullName;

    public string PathOf(string name) => Path.Combine(Folder, $"{name}.yaml");

    public string Read(string name) => File.ReadAllText(PathOf(name));

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>Configures a conversation with a model that counts messages, and a host that counts.</summary>
    public Action<ConversationBuilder> Counting(CassetteMode mode, CassetteOptions? options = null, Func<IChatClient>? model = null, string? instructions = null, bool streams = false) => conversation =>
    {
        conversation.Streams = streams;
        conversation.UseCassette(Folder + "/", mode, options ?? new CassetteOptions { RecordsInAuto = true });
        conversation.AddToolHost(new WatchedHost(Counter.NewHost(), () => Hosts++)).UseAgent(parts => new Agent(parts.Client(() =>
        {
            Clients++;
            return (model ?? (() => ScriptedModel.Counting))();
        }))
        { Tools = parts.Tools, Instructions = instructions });
    };

    /// <summary>Says things, and returns the turns.</summary>
    public static async Task<IReadOnlyList<TurnResult>> SayAsync(string name, Action<ConversationBuilder> setup, params string[] texts)
    {
        await using var conversation = await Conversation.StartAsync(name, setup);
        foreach (var text in texts)
            await conversation.SayAsync(text);
        return conversation.Turns;
    }
}

/// <summary>A host that says when it is started.</summary>
internal sealed class WatchedHost(ToolHost host, Action started) : ToolHost(host.Name)
{
    public override string GetOwnName(string tool) => host.GetOwnName(tool);

    public override async ValueTask<IReadOnlyList<AIFunction>> StartAsync(CancellationToken cancellationToken)
    {
        started();
        return await host.StartAsync(cancellationToken);
    }

    public override async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await base.DisposeAsync();
    }
}
