using System.Text.Json;

namespace Colloquy.Testing;

/// <summary>A tool host whose calls a cassette records and replays. A host whose calls are all replayed is not started.</summary>
internal sealed class CassetteToolHost(ToolHost host, PlayedTrack track) : ToolHost(host.Name)
{
    private readonly SemaphoreSlim _gate = new(1);
    private readonly List<(string Tool, IReadOnlyDictionary<string, object?> Arguments)> _waiting = [];
    private IReadOnlyList<AIFunction>? _tools;

    public PlayedTrack Track => track;

    public override string GetOwnName(string tool) => host.GetOwnName(tool);

    public override string? FindLoss() => host.FindLoss();

    public override async ValueTask<IReadOnlyList<AIFunction>> StartAsync(CancellationToken cancellationToken)
    {
        var deck = track.Deck;
        if (deck.Mode != CassetteMode.Record && deck.Replays(CassetteSides.Tools))
        {
            if (deck.FindHost(Name) is { } recorded)
                return [.. recorded.Tools.Select(tool => Wrap(new DeclaredFunction(tool), tool))];
            if (!deck.MayRecord && !deck.File.HasCallsOfAnyHost)
                throw MissReport.Missing(track) ?? MissReport.Make(track, $"has no tool host '{Name}'. It has: {string.Join(", ", deck.File.Hosts.Select(other => other.Name).DefaultIfEmpty("none"))}.", null, null);
        }

        _tools = await host.StartAsync(cancellationToken).ConfigureAwait(false);
        if (deck.MayRecord && !deck.File.HasCallsOfAnyHost)
            deck.Add(new RecordedHost(Name, [.. _tools.Select(tool => Describe(tool, deck.Secrets))]));
        return [.. _tools.Select(tool => Wrap(tool, null))];
    }

    /// <summary>Calls a tool of the host itself, which is started when it was not, and brought to the state in which it would be after the calls that were replayed.</summary>
    public async ValueTask<object?> CallAsync(string tool, AIFunctionArguments arguments, CancellationToken cancellationToken) =>
        await (await FindAsync(tool, cancellationToken).ConfigureAwait(false)).InvokeAsync(arguments, cancellationToken).ConfigureAwait(false);

    /// <summary>Returns the options by which a tool writes its results.</summary>
    public JsonSerializerOptions OptionsOf(string tool) => _tools?.FirstOrDefault(function => function.Name == tool)?.JsonSerializerOptions ?? CassetteJson.Options;

    /// <summary>Notes a call that the host did not see.</summary>
    public async ValueTask SkipAsync(string tool, AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _waiting.Add((tool, arguments.ToDictionary()));
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Gets a value that indicates whether the host runs.</summary>
    public bool IsStarted => _tools is not null;

    public override async ValueTask DisposeAsync()
    {
        await host.DisposeAsync().ConfigureAwait(false);
        _gate.Dispose();
        await base.DisposeAsync().ConfigureAwait(false);
    }

    private async ValueTask<AIFunction> FindAsync(string tool, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _tools ??= await host.StartAsync(cancellationToken).ConfigureAwait(false);
            foreach (var (name, arguments) in _waiting)
            {
                try
                {
                    if (_tools.FirstOrDefault(function => function.Name == name) is { } earlier)
                        await earlier.InvokeAsync(new AIFunctionArguments(arguments.ToDictionary()), cancellationToken).ConfigureAwait(false);
                }
                catch (Exception error) when (error is not OperationCanceledException)
                {
                    // The call failed when it was recorded, too.
                }
            }

            _waiting.Clear();
            return _tools.FirstOrDefault(function => function.Name == tool)
                ?? throw new InvalidOperationException($"The tool host '{Name}' no longer has the tool '{tool}' that the cassette '{track.Deck.Path}' declares. Record the conversation again with COLLOQUY_CASSETTES=record.");
        }
        finally
        {
            _gate.Release();
        }
    }

    private CassetteTool Wrap(AIFunction tool, RecordedTool? declared)
    {
        if (declared is { IsIdempotent: true })
            tool = AgentTool.AsIdempotent(tool);
        return new CassetteTool(declared is { NeedsApproval: true } ? new ApprovalRequiredAIFunction(tool) : tool, this);
    }

    private static RecordedTool Describe(AIFunction tool, SecretScrubber secrets) => new(
        tool.Name,
        secrets.Scrub(tool.Description),
        ScrubbedSchema(tool.JsonSchema, secrets),
        tool.ReturnJsonSchema is { } returns ? ScrubbedSchema(returns, secrets) : null,
        AgentTool.IsIdempotent(tool),
        tool.GetService<ApprovalRequiredAIFunction>() is not null);

    private static JsonElement ScrubbedSchema(JsonElement schema, SecretScrubber secrets) => ScrubbedJson.Of(schema, secrets);
}
