using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Reduces the messages before the running turn by an <see cref="IChatReducer"/>. Calls without results, and results without calls, are removed from the result.</summary>
/// <remarks>The reducer is given all messages that earlier strategies leave in the window. For a long session, place a <see cref="TokenBudgetStrategy"/> before it. It is called once in a turn.
/// A turn costs time in proportion to these messages: what a reducer makes of them may depend on each of them, so the result of an earlier turn cannot be continued.</remarks>
/// <param name="reducer">The reducer.</param>
public sealed class ChatReducerStrategy(IChatReducer reducer) : CompactionStrategy
{
    private readonly IChatReducer _reducer = reducer ?? throw new ArgumentNullException(nameof(reducer));

    private string Name => _reducer.GetType().Name;

    /// <inheritdoc />
    public override async ValueTask ApplyAsync(CompactionContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        List<MessageGroup> groups = [];
        for (var i = 0; await context.HasAsync(i, cancellationToken).ConfigureAwait(false); i++)
        {
            if (context.Exchanges[i] is { IsIn: true, IsCurrent: false } group)
                groups.Add(group);
        }

        var given = new List<(Position Position, MessageGroup Exchange, int Index)>(groups.Count);
        var isInOrder = true;
        for (var i = groups.Count - 1; i >= 0; i--)
        {
            for (var index = 0; index < groups[i].Items.Count; index++)
            {
                var position = groups[i].Items[index].Position;
                isInOrder &= given.Count == 0 || given[^1].Position < position;
                given.Add((position, groups[i], index));
            }
        }

        // Only the results of calls stand among other messages at times.
        if (!isInOrder)
            given.Sort((left, right) => left.Position.CompareTo(right.Position));
        Place(context, given, await ReduceAsync(context, given, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>What the reducer makes of the messages: the place of each that it returned, or the message that it made.</summary>
    private async ValueTask<(int At, ChatMessage? Made)[]> ReduceAsync(CompactionContext context, List<(Position Position, MessageGroup Exchange, int Index)> given, CancellationToken cancellationToken)
    {
        var positions = given.Select(place => place.Position).ToArray();
        if (context.Window.Memory.TryGetValue(this, out var known) && known is (Position[] before, (int, ChatMessage?)[] after) && before.AsSpan().SequenceEqual(positions))
            return after;

        ChatMessage[] messages = [.. given.Select(place => place.Exchange.Messages[place.Index])];
        var next = 0;
        var reduced = new List<(int, ChatMessage?)>();
        foreach (var message in await ReduceAsync(context.Run, messages, cancellationToken).ConfigureAwait(false))
        {
            // What is kept stays where it is, wherever the reducer puts it.
            var at = Array.FindIndex(messages, next, one => ReferenceEquals(one, message));
            if (at < 0 && given.Exists(place => place.Exchange.IsKept && ReferenceEquals(place.Exchange.Messages[place.Index], message)))
                continue;

            reduced.Add(at < 0 ? (-1, message) : (at, null));
            next = Math.Max(next, at + 1);
        }

        (int, ChatMessage?)[] result = [.. reduced];
        context.Window.Memory[this] = (positions, result);
        return result;
    }

    private async ValueTask<IEnumerable<ChatMessage>> ReduceAsync(CompactionRun? run, ChatMessage[] messages, CancellationToken cancellationToken) => run is null
        ? await _reducer.ReduceAsync(messages, cancellationToken).ConfigureAwait(false)
        : await run.Patience.WaitAsync<IEnumerable<ChatMessage>>($"The reducer {Name}", async stop => [.. await _reducer.ReduceAsync(messages, stop).ConfigureAwait(false)], cancellationToken).ConfigureAwait(false);

    /// <summary>Leaves in what the reducer returned in its order, takes out what it did not, and puts in what it made.</summary>
    private void Place(CompactionContext context, List<(Position Position, MessageGroup Exchange, int Index)> given, (int At, ChatMessage? Made)[] reduced)
    {
        var next = 0;
        var made = new List<ChatMessage>();

        // A call that is kept is not shown as if its result had never been recorded: its exchange stays, but for results that the reducer replaced.
        var calling = reduced.Where(one => one.Made is null && given[one.At].Exchange.Items[given[one.At].Index].HasCalls).Select(one => given[one.At].Exchange).ToHashSet();
        var answered = reduced.SelectMany(one => one.Made?.Contents ?? []).OfType<FunctionResultContent>().Select(result => result.CallId).ToHashSet();
        foreach (var (at, message) in reduced)
        {
            if (message is not null)
            {
                made.Add(message);
                continue;
            }

            Insert(given[at].Position);
            LeaveOut(at);
            next++;
        }

        LeaveOut(given.Count);
        Insert(context.Window.TurnStart);

        void LeaveOut(int until)
        {
            for (; next < until; next++)
            {
                var (_, group, index) = given[next];
                var item = group.Items[index];
                if (!calling.Contains(group) || (item.HasResults && item.ResultIds.All(answered.Contains)))
                    group.Hide(index, $"left out by {Name}");
            }
        }

        void Insert(Position before)
        {
            foreach (var message in made)
                context.Insert(message, before, $"made by {Name}");
            made.Clear();
        }
    }
}
