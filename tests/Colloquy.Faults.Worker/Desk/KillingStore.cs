namespace Colloquy.Faults.Worker;

/// <summary>Passes a point of a kill switch before and after each commit, and once the lease is held.</summary>
internal sealed class KillingStore(ISessionStore inner, KillSwitch kill) : DelegatingStore(inner)
{
    public override async ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default)
    {
        kill.Reach("before a commit");
        var receipt = await base.CommitAsync(key, commit, cancellationToken);
        kill.Reach("after a commit");
        return receipt;
    }

    public override async ValueTask<LeaseAnswer> LeaseAsync(SessionKey key, LeaseRequest request, CancellationToken cancellationToken = default)
    {
        var answer = await base.LeaseAsync(key, request, cancellationToken);
        if (request is LeaseRequest.Acquire && answer is LeaseAnswer.Granted)
            kill.Reach("with the lease");
        return answer;
    }
}
