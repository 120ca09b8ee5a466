namespace Colloquy.Storage.Conformance;

/// <summary>What a session answers to a commit.</summary>
internal static class CommitRules
{
    public static HistoryStep Apply(HistoryState state, CommitCall call, HistoryOperation operation)
    {
        if (state.Receipts.TryGetValue(call.Id, out var first))
            return operation.Answer is { } answer && answer.Equals(first with { Repeated = true }) ? new(state) : new($"the first receipt again: {HistoryTexts.Of(first with { Repeated = true })}");

        if (RefusedForLease(state, call, operation) is { } refused)
            return refused;

        var lease = call.Lease is null ? state.Lease.FoundFree(operation)! : state.Lease;
        if (call.ExpectedTip != state.Tip || (call.ExpectedChain is { } chain && chain != state.Chain))
            return operation.Answer is Refusal { Kind: RefusalKind.Conflict } conflict && conflict.Tip == state.Tip ? new(state with { Lease = lease }) : new($"a conflict with tip {state.Tip}");

        if (!HasPossibleHeads(state, call))
            return operation.Answer is Refusal { Kind: RefusalKind.Invalid } ? new(state with { Lease = lease }) : new("a refusal, since its heads are not possible");

        var receipt = new ReceiptAnswer(call.Entries[0].Position, call.Entries[^1].Position, call.Chain, false);
        return operation.IsOpen || receipt.Equals(operation.Answer) ? new(Make(state, call, receipt, lease)) : new(HistoryTexts.Of(receipt));
    }

    /// <summary>Returns the step of a commit that the lease refuses; null when the commit may go on.</summary>
    private static HistoryStep? RefusedForLease(HistoryState state, CommitCall call, HistoryOperation operation)
    {
        var lease = state.Lease;
        if (call.Lease is { } token)
        {
            if (lease.Allows(token))
                return null;
            return operation.Answer is Refusal { Kind: RefusalKind.LeaseLost } lost && (lease.Token is null || lost.Token == lease.Token)
                ? new(state with { Lease = lease with { Token = lost.Token } })
                : new($"the loss of its lease, since there is {lease}");
        }

        if (operation.Answer is Refusal { Kind: RefusalKind.Busy, Until: { } until } && lease.FoundHeld(operation, until) is { } held)
            return new(state with { Lease = held });
        return lease.FoundFree(operation) is null ? new($"a busy session, since there is {lease}") : null;
    }

    private static bool HasPossibleHeads(HistoryState state, CommitCall call)
    {
        foreach (var head in call.Heads)
        {
            var before = state.Branches.GetValueOrDefault(head.Name);
            if (before is { Head: null } || (before is null && head.Head is null) || head.Head > call.Entries[^1].Position)
                return false;
        }

        var current = call.CurrentBranch ?? state.Branch;
        return (call.Heads.FirstOrDefault(head => head.Name == current) ?? state.Branches.GetValueOrDefault(current)) is { Head: not null };
    }

    private static HistoryState Make(HistoryState state, CommitCall call, ReceiptAnswer receipt, LeaseFacts lease) => state with
    {
        Chain = call.Chain,
        Log = state.Log.AddRange(call.Entries),
        Branches = state.Branches.SetItems(call.Heads.Select(head => KeyValuePair.Create(head.Name, head))),
        Branch = call.CurrentBranch ?? state.Branch,
        Receipts = state.Receipts.Add(call.Id, receipt),
        Lease = call.ReleasesLease ? lease.GivenBack() : lease,
    };
}
