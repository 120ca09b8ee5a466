using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Puts in order what a model says of calls, as it comes in: the names as the agent's tools have them, and ids that each name one call of the turn.</summary>
/// <param name="names">The names under which tools were sent, with the names that they have; null when they are the same.</param>
/// <param name="turn">The turn.</param>
/// <param name="window">Knows the ids that calls of the turn have already; null when the model's service knows its calls by its own ids.</param>
internal sealed class InformationalCalls(IReadOnlyDictionary<string, string>? names, Position turn, Window? window)
{
    private HashSet<string> Ids => field ??= [];

    private Dictionary<string, Queue<string>> Open => field ??= [];

    public void Read(ChatResponse response)
    {
        for (var i = 0; i < response.Messages.Count; i++)
        {
            if (Read(response.Messages[i].Contents) is not { } contents)
                continue;

            response.Messages[i] = response.Messages[i].Clone();
            response.Messages[i].Contents = contents;
        }
    }

    public ChatResponseUpdate Read(ChatResponseUpdate update)
    {
        if (Read(update.Contents) is not { } contents)
            return update;

        var read = update.Clone();
        read.Contents = contents;
        return read;
    }

    /// <summary>The contents in order; null when they are.</summary>
    private List<AIContent>? Read(IList<AIContent> contents)
    {
        List<AIContent>? changed = null;
        for (var i = 0; i < contents.Count; i++)
        {
            var read = contents[i] switch
            {
                FunctionCallContent call => Read(call),
                FunctionResultContent result => Open.TryGetValue(result.CallId, out var calls) && calls.TryDequeue(out var id) ? CallNaming.Rename(result, id) : result,
                var other => other,
            };
            if (!ReferenceEquals(read, contents[i]))
                (changed ??= [.. contents])[i] = read;
        }

        return changed;
    }

    private FunctionCallContent Read(FunctionCallContent call)
    {
        // A stream is told of the ids that will be recorded.
        var changes = StoredOtherwise.No;
        var own = LoneSurrogates.Replace(call.CallId, ref changes);
        var id = CallNaming.IsUsable(own) && TryTake(own) ? own : CallNaming.Make(own, $"{turn}.{Ids.Count}", TryTake);
        if (!Open.TryGetValue(call.CallId, out var open))
            Open[call.CallId] = open = new();
        open.Enqueue(id);
        return CallNaming.Rename(call, id, names?.GetValueOrDefault(call.Name) ?? call.Name);
    }

    private bool TryTake(string id) => window?.HasCall(id) != true && Ids.Add(id);
}
