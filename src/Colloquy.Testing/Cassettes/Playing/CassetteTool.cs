using System.Text.Json;

namespace Colloquy.Testing;

/// <summary>A tool of a host whose calls a cassette records and replays.</summary>
internal sealed class CassetteTool(AIFunction tool, CassetteToolHost host) : DelegatingAIFunction(tool)
{
    protected override async ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        var (track, note) = (host.Track, CallNote.Current.Value);
        if (note?.By == Caller.Fork)
        {
            // A fork repeats what its parent did. The cassette has it already.
            if (host.IsStarted)
                return await host.CallAsync(Name, arguments, cancellationToken).ConfigureAwait(false);
            await host.SkipAsync(Name, arguments, cancellationToken).ConfigureAwait(false);
            return null;
        }

        var isLook = note?.By == Caller.Test;
        var sent = ScrubbedJson.Of(CassetteJson.ToElement(arguments.ToDictionary()), track.Deck.Secrets);
        var play = track.Find(host.Name, Name, sent, isLook);
        if (play.Replay is { } recorded && track.Deck.Mode != CassetteMode.Record)
        {
            note?.IsReplayed = true;
            if (!isLook)
                await host.SkipAsync(Name, arguments, cancellationToken).ConfigureAwait(false);
            return recorded.Outcome.Replay();
        }

        var turn = track.Turn;
        try
        {
            var result = await host.CallAsync(Name, arguments, cancellationToken).ConfigureAwait(false);
            play.Record?.Invoke(Call(turn, sent, isLook, RecordedOutcome.Of(result, host.OptionsOf(Name), track.Deck.Secrets)));
            return result;
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            play.Record?.Invoke(Call(turn, sent, isLook, RecordedOutcome.Of(error, track.Deck.Secrets)));
            throw;
        }
    }

    private RecordedToolCall Call(int turn, JsonElement arguments, bool isLook, RecordedOutcome outcome) => new()
    {
        Turn = turn,
        Host = host.Name,
        Tool = Name,
        Arguments = arguments,
        Key = host.Track.Reading.Text.Of(arguments, isData: true),
        IsLook = isLook,
        Outcome = outcome,
    };
}

/// <summary>A tool that is known by its declaration alone.</summary>
internal sealed class DeclaredFunction(RecordedTool tool) : AIFunction
{
    public override string Name => tool.Name;

    public override string Description => tool.Description;

    public override JsonElement JsonSchema => tool.Schema;

    public override JsonElement? ReturnJsonSchema => tool.Returns;

    protected override ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken) =>
        throw new InvalidOperationException($"The tool '{Name}' has a declaration only.");
}
