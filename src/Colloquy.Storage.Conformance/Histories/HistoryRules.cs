namespace Colloquy.Storage.Conformance;

/// <summary>What a session answers to each call, from the rules of <see cref="ISessionStore"/> alone, one call after another.</summary>
internal static class HistoryRules
{
    /// <summary>Applies an operation with its answer.</summary>
    /// <returns>The state afterwards, or what the answer would have to be.</returns>
    public static HistoryStep Apply(HistoryState state, HistoryOperation operation) => operation switch
    {
        { Answer: Refusal { Kind: RefusalKind.Nothing } } => new(state),
        { Call: RecordCall { Creates: false }, Answer: var answer } when !state.Exists => answer is RecordAnswer { Chain: null } ? new(state) : new("no session"),
        { Call: RecordCall call } => Record(call.Creates ? state with { Exists = true } : state, operation),
        { Call: ReadCall call, Answer: var answer } => Same(state, answer, PageOf(state, call)),
        { Call: StateCall call, Answer: var answer } => Same(state, answer, StateOf(state, call)),
        { Answer: var answer } when !state.Exists => answer is Refusal { Kind: RefusalKind.NotFound } ? new(state) : new("a refusal, since there is no such session"),
        { Call: BranchesCall call, Answer: var answer } => Same(state, answer, call),
        { Call: CommitCall call } => CommitRules.Apply(state, call, operation),
        { Call: LeaseCall call } => LeaseRules.Apply(state, call, operation),
        _ => throw new InvalidOperationException($"There are no rules for {operation.Call}."),
    };

    private static HistoryStep Record(HistoryState state, HistoryOperation operation)
    {
        if (operation.IsOpen)
            return new(state);

        var head = state.Current.Head ?? Position.Start;
        var expected = new RecordAnswer(state.Tip, state.Chain, state.Branch, head, head.IsStart ? head : state.At(head).Segment, state.Current.LastMove, null);
        if (operation.Answer is not RecordAnswer found || found with { LeasedUntil = null } != expected)
            return new(HistoryTexts.Of(expected));

        var lease = found.LeasedUntil is { } until ? state.Lease.FoundHeld(operation, until) : state.Lease.FoundFree(operation);
        return lease is null ? new($"{HistoryTexts.Of(expected)}, and {state.Lease}") : new(state with { Lease = lease });
    }

    private static HistoryStep Same(HistoryState state, HistoryAnswer? answer, BranchesCall call)
    {
        var expected = state.Branches.Values.Where(branch => call.Name is null || branch.Name == call.Name).ToList();
        return answer is BranchesAnswer found && found.Branches.SequenceEqual(expected) ? new(state) : new(HistoryTexts.Of(new BranchesAnswer(expected)));
    }

    private static HistoryStep Same(HistoryState state, HistoryAnswer? answer, IReadOnlyList<EntryMark>? expected) => (answer, expected) switch
    {
        (Refusal { Kind: RefusalKind.Invalid }, null) => new(state),
        (_, null) => new("a refusal, since the head is beyond the tip"),
        (EntriesAnswer found, _) when found.Entries.SequenceEqual(expected) => new(state),
        _ => new(HistoryTexts.Of(new EntriesAnswer(expected))),
    };

    /// <summary>The page that a read returns; null when its head is beyond the tip.</summary>
    private static List<EntryMark>? PageOf(HistoryState state, ReadCall call)
    {
        if (!state.Exists)
            return [];
        if (call.Head > state.Tip)
            return null;

        var found = call switch
        {
            { Head: null } => state.Log.Skip((int)call.After.Value),
            { Head: { } head, Backward: true } => state.Line(head),
            { Head: { } head } => state.Line(head).TakeWhile(entry => entry.Position > call.After).Reverse(),
        };
        return [.. found.Where(entry => call.Kinds?.Contains(entry.Kind) != false).Take(call.Limit)];
    }

    /// <summary>The newest writes of state on a line; null when its head is beyond the tip.</summary>
    private static List<EntryMark>? StateOf(HistoryState state, StateCall call)
    {
        if (!state.Exists)
            return [];
        if (call.Head > state.Tip)
            return null;

        return [.. state.Line(call.Head)
            .Where(entry => entry.Kind == EntryKind.State.Value && (call.Key is null || entry.Subject == call.Key))
            .DistinctBy(entry => entry.Subject)
            .OrderBy(entry => entry.Subject!, Utf8Order.Instance)];
    }
}

/// <summary>A step of the rules: the state that an operation leads to, or what it would have to answer.</summary>
internal readonly record struct HistoryStep
{
    public HistoryStep(HistoryState next) => Next = next;

    public HistoryStep(string expected) => Expected = expected;

    public HistoryState? Next { get; }

    public string? Expected { get; }
}
