namespace Colloquy.Testing;

/// <summary>A tool of a host, whose calls are noted.</summary>
internal sealed class ObservedTool(AIFunction tool, string host, string ownName, ObservationSink sink, TimeProvider time) : DelegatingAIFunction(tool)
{
    protected override async ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        var (start, given) = (time.GetTimestamp(), new Dictionary<string, object?>(arguments));
        object? result = null;
        Exception? failure = null;
        var note = new CallNote();
        CallNote.Current.Value = note;
        var isIdempotent = AgentTool.IsIdempotent(this);
        var end = sink.BeginToolCall(() => Describe(isLost: true));
        try
        {
            return result = await base.InvokeCoreAsync(arguments, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            failure = error;
            throw;
        }
        finally
        {
            end(Describe(ProcessFence.Caller.Value?.IsLost == true));
        }

        HostCall? Describe(bool isLost) => note.WasNotMade
            ? null
            : new HostCall(host, ownName, Name, given, result, failure, time.GetElapsedTime(start), note.IsReplayed) { IsIdempotent = isIdempotent, IsLost = isLost };
    }
}
