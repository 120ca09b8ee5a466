namespace Colloquy.Storage.Conformance;

/// <summary>
/// Finds an order in which operations that overlap could have been done one after another: the algorithm of Wing and Gong (1993) with the memory of Lowe (2017),
/// in the form that Horn and Kroening (2015) gave it.
/// </summary>
/// <remarks>
/// An operation that ended before another began comes before it. An operation without an end may take effect at any time after it began, or never. A set of operations in a state
/// that was reached before is not tried again, which keeps the search short for histories in which each answer tells much of the state.
/// </remarks>
/// <typeparam name="TState">The state, which has equality by value.</typeparam>
/// <typeparam name="TOperation">The operation.</typeparam>
/// <param name="apply">Returns the state after an operation with its answer; null when the operation cannot have that answer in the state.</param>
/// <param name="begin">Returns the time at which an operation began.</param>
/// <param name="end">Returns the time at which an operation ended; null when its outcome is unknown.</param>
internal sealed class LinearizabilityChecker<TState, TOperation>(Func<TState, TOperation, TState?> apply, Func<TOperation, long> begin, Func<TOperation, long?> end)
    where TState : class, IEquatable<TState>
{
    /// <summary>The most steps of a search; far more than a history that the kit makes needs.</summary>
    public const int MaxSteps = 2_000_000;

    /// <summary>Searches for an order.</summary>
    /// <param name="initial">The state before all operations.</param>
    /// <param name="operations">The operations.</param>
    public LinearizabilityResult<TState> Check(TState initial, IReadOnlyList<TOperation> operations)
    {
        var head = Link(operations);
        var missing = operations.Count(operation => end(operation) is not null);
        var done = new bool[operations.Count];
        var tried = new HashSet<Reached>();
        var order = new Stack<(Event Call, TState Before)>();
        var (state, best, bestState) = (initial, (int[])[], initial);
        var at = head.Next;
        for (var steps = 0; missing > 0; steps++)
        {
            if (steps == MaxSteps)
                throw new ConformanceException($"The search for an order of {operations.Count} operations was given up after {MaxSteps} steps. Record shorter histories.");

            if (at is { IsEnd: false } call)
            {
                if (apply(state, operations[call.Index]) is { } next && tried.Add(Reached.Of(done, call.Index, next)))
                {
                    order.Push((call, state));
                    done[call.Index] = true;
                    missing -= call.End is null ? 0 : 1;
                    call.Lift();
                    state = next;
                    if (order.Count > best.Length)
                        (best, bestState) = ([.. order.Reverse().Select(step => step.Call.Index)], state);
                    at = head.Next;
                }
                else
                {
                    at = call.Next;
                }

                continue;
            }

            // An end, or nothing more: an operation that must have come by now does not fit, so the last choice was wrong.
            if (!order.TryPop(out var last))
                return new LinearizabilityResult<TState>(false, best, bestState);

            done[last.Call.Index] = false;
            missing += last.Call.End is null ? 0 : 1;
            last.Call.Unlift();
            state = last.Before;
            at = last.Call.Next;
        }

        return new LinearizabilityResult<TState>(true, [.. order.Reverse().Select(step => step.Call.Index)], state);
    }

    /// <summary>Links the beginnings and ends by time. What begins at the moment of an end overlaps with it.</summary>
    private Event Link(IReadOnlyList<TOperation> operations)
    {
        var events = new List<(long Time, Event Event)>();
        for (var i = 0; i < operations.Count; i++)
        {
            var last = end(operations[i]) is { } time ? (Time: time, Event: new Event(i, isEnd: true)) : default;
            events.Add((begin(operations[i]), new Event(i, isEnd: false) { End = last.Event }));
            if (last.Event is not null)
                events.Add(last);
        }

        var head = new Event(-1, isEnd: false);
        var previous = head;
        foreach (var (_, next) in events.OrderBy(pair => pair.Time).ThenBy(pair => pair.Event.IsEnd))
        {
            (previous.Next, next.Previous) = (next, previous);
            previous = next;
        }

        return head;
    }

    private sealed class Event(int index, bool isEnd)
    {
        public int Index => index;

        public bool IsEnd => isEnd;

        public Event? End { get; init; }

        public Event? Next { get; set; }

        public Event? Previous { get; set; }

        public void Lift()
        {
            Remove(this);
            if (End is not null)
                Remove(End);
        }

        public void Unlift()
        {
            if (End is not null)
                Insert(End);
            Insert(this);
        }

        private static void Remove(Event item)
        {
            item.Previous!.Next = item.Next;
            item.Next?.Previous = item.Previous;
        }

        private static void Insert(Event item)
        {
            item.Previous!.Next = item;
            item.Next?.Previous = item;
        }
    }

    /// <summary>The operations that were done, and the state that they led to.</summary>
    private readonly record struct Reached(string Done, TState State)
    {
        public static Reached Of(bool[] done, int next, TState state) =>
            new(string.Create(done.Length, (done, next), static (text, set) =>
            {
                for (var i = 0; i < text.Length; i++)
                    text[i] = set.done[i] || i == set.next ? '1' : '0';
            }), state);
    }
}

/// <summary>What a search found.</summary>
/// <param name="IsLinearizable">Whether there is an order of all operations.</param>
/// <param name="Order">The order, by the indices of operations; the longest that was found when there is none of all.</param>
/// <param name="State">The state at its end.</param>
internal sealed record LinearizabilityResult<TState>(bool IsLinearizable, IReadOnlyList<int> Order, TState State);
