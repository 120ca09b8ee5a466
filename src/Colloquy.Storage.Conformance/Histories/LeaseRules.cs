namespace Colloquy.Storage.Conformance;

/// <summary>What a session answers to a request for its lease.</summary>
internal static class LeaseRules
{
    public static HistoryStep Apply(HistoryState state, LeaseCall call, HistoryOperation operation) => call switch
    {
        { Action: LeaseAction.Acquire } => Acquire(state, call, operation),
        { Action: LeaseAction.Withdraw } => IsGone(operation) ? new(state) : new("the end of the ticket"),
        { Token: { } token } when !state.Lease.Allows(token) => operation.Answer is LeaseReply { Outcome: LeaseOutcome.Gone } ? new(state) : new($"that the lease is gone, since there is {state.Lease}"),
        { Action: LeaseAction.Release } => IsGone(operation) ? new(state with { Lease = state.Lease.GivenBack() }) : new("that the lease is given back"),
        _ => Renew(state, call, operation),
    };

    private static bool IsGone(HistoryOperation operation) => operation.IsOpen || operation.Answer is LeaseReply { Outcome: LeaseOutcome.Gone };

    private static HistoryStep Renew(HistoryState state, LeaseCall call, HistoryOperation operation)
    {
        if (operation.IsOpen)
            return new(state with { Lease = state.Lease.GrantedUnseen(operation, call, isNew: false) });

        return operation.Answer is LeaseReply { Outcome: LeaseOutcome.Granted, Token: { } token, Until: { } until } && token == call.Token
            ? new(state with { Lease = state.Lease.Granted(token, state.Lease.Owner, until, until) })
            : new($"a renewal of {state.Lease}");
    }

    private static HistoryStep Acquire(HistoryState state, LeaseCall call, HistoryOperation operation)
    {
        var lease = state.Lease;
        switch (operation.Answer)
        {
            case LeaseReply { Outcome: LeaseOutcome.Granted, Token: { } token, Until: { } until }:
                return lease.FoundFree(operation) is not null && lease.MayGrant(token)
                    ? new(state with { Lease = lease.Granted(token, call.Owner, until, until) })
                    : new($"{(lease.FoundFree(operation) is null ? "a refusal" : "a grant with the next token")}, since there is {lease}");

            case LeaseReply { Outcome: LeaseOutcome.Refused, HeldBy: { } owner, Until: { } until }:
                return owner == lease.Owner && lease.FoundHeld(operation, until) is { } held ? new(state with { Lease = held }) : new($"no such holder, since there is {lease}");

            case LeaseReply { Outcome: LeaseOutcome.Refused } when lease.HasQueue:
            case LeaseReply { Outcome: LeaseOutcome.Queued } when lease.HasQueue || lease.IsOut:
                return new(state with { Lease = lease with { HasQueue = true } });

            case null when lease.FoundFree(operation) is not null:
                return new(state with { Lease = lease.GrantedUnseen(operation, call, isNew: true) });

            default:
                return new($"another answer, since there is {lease}");
        }
    }
}
