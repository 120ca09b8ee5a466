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
            if (!note.WasNotMade)
                sink.Add(new HostCall(host, ownName, Name, given, result, failure, time.GetElapsedTime(start), note.IsReplayed) { IsIdempotent = AgentTool.IsIdempotent(this), IsLost = ProcessFence.Caller.Value?.IsLost == true });
        }
    }
}
