namespace Colloquy.Cli;

/// <summary>Reads what waits for a person in a session, on any of its branches.</summary>
internal static class WaitingCalls
{
    public static async Task<IReadOnlyList<Approval>> ReadAsync(ISessionStore store, SessionKey key, CliHost host, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(key, new SessionOptions { Time = host.Time }, cancellationToken).ConfigureAwait(false) is not { } session)
            return [];

        var waiting = new List<Approval>();
        foreach (var branch in await session.ListBranchesAsync(cancellationToken).ConfigureAwait(false))
        {
            var on = await session.OnBranchAsync(branch.Name, cancellationToken).ConfigureAwait(false);
            waiting.AddRange(await on.GetApprovalsAsync(cancellationToken).ConfigureAwait(false));
        }

        return waiting;
    }

    /// <summary>The call as a person is asked about it: whole, since that is what is approved.</summary>
    public static string Describe(Approval approval) => PlainText.Line(approval.ToString());
}
