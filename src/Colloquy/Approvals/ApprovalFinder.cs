using System.Text;

namespace Colloquy;

/// <summary>Finds approvals by their ids, whichever branch they were asked on.</summary>
internal static class ApprovalFinder
{
    private static readonly EntryKind[] RequestKind = [EntryKind.ApprovalRequest];
    private static readonly EntryKind[] AnswerKind = [EntryKind.ApprovalAnswer];

    /// <summary>Lists what waits on all branches.</summary>
    public static async Task<IReadOnlyList<Approval>> ListAllAsync(SessionLog log, CancellationToken cancellationToken)
    {
        List<Approval> waiting = [];
        foreach (var branch in await log.Store.GetBranchesAsync(log.Key, name: null, cancellationToken).ConfigureAwait(false))
        {
            if (branch is { IsWaiting: true, Head: not null })
                waiting.AddRange(await ApprovalOperations.ListAsync(log.On(branch.Name), cancellationToken).ConfigureAwait(false));
        }

        return waiting;
    }

    /// <summary>Lists the branches on which a request has expired that no entry says of yet, in sessions of agents that work for the session too.</summary>
    public static async Task<IReadOnlyList<string>> ListExpiredAsync(SessionLog log, CancellationToken cancellationToken)
    {
        List<string> expired = [];
        foreach (var branch in await log.Store.GetBranchesAsync(log.Key, name: null, cancellationToken).ConfigureAwait(false))
        {
            if (branch is { IsWaiting: true, Head: not null } && await HasExpiredAsync(log.On(branch.Name), cancellationToken).ConfigureAwait(false))
                expired.Add(branch.Name);
        }

        return expired;
    }

    private static async ValueTask<bool> HasExpiredAsync(SessionLog log, CancellationToken cancellationToken)
    {
        var record = await log.RefreshAsync(cancellationToken).ConfigureAwait(false);
        foreach (var turn in (await BranchWaits.ReadAsync(log, record, cancellationToken).ConfigureAwait(false)).Turns)
        {
            if (turn.Asked.ExpiryDue(record.Branch).Any())
                return true;

            foreach (var id in turn.Asked.Children(record.Branch))
            {
                if (await ApprovalOperations.OpenChildAsync(log, id, cancellationToken).ConfigureAwait(false) is { } child && await HasExpiredAsync(child, cancellationToken).ConfigureAwait(false))
                    return true;
            }
        }

        return false;
    }

    /// <summary>Finds what became of an approval; null when nobody answered it.</summary>
    public static async ValueTask<(ApprovalAnswerBody Answer, DateTimeOffset At)?> FindAnswerAsync(SessionLog log, Approval approval, CancellationToken cancellationToken)
    {
        var on = approval.Session == log.Key ? log : await ApprovalOperations.OpenChildAsync(log, approval.Session.Id, cancellationToken).ConfigureAwait(false);
        if (on is null)
            return null;

        await foreach (var entry in on.ReadAsync(LogRead.All(approval.Position) with { Kinds = AnswerKind }, cancellationToken).ConfigureAwait(false))
        {
            if (on.Decode(entry) is ApprovalAnswerBody answer && answer.Request == approval.Position)
                return (answer, entry.At);
        }

        return null;
    }

    /// <summary>Finds an approval, answered or not, and the log on whose branch it is answered; null when there is none of the id.</summary>
    public static async ValueTask<(SessionLog Log, Approval Approval)?> FindAsync(SessionLog log, ApprovalId id, CancellationToken cancellationToken)
    {
        var record = await log.RefreshAsync(cancellationToken).ConfigureAwait(false);
        if (id.Position.IsStart)
            return null;
        if (id.Position <= record.Tip && await FindOwnAsync(log, id, cancellationToken).ConfigureAwait(false) is { } own)
            return own;

        // Agents that are tools ask in sessions of their own, which their ids name as a rule.
        if (id.Calls.Length > 0 && CallPath.Below(log.Key.Id, id.Calls) is { } below && Encoding.UTF8.GetByteCount(below) <= KeyRules.MaxIdBytes
            && await ApprovalOperations.OpenChildAsync(log, below, cancellationToken).ConfigureAwait(false) is { } named
            && id.Position <= named.Record.Tip && await FindOwnAsync(named, id, cancellationToken).ConfigureAwait(false) is { } asked)
            return asked;

        // Else the requests of their callers do.
        HashSet<string> children = [];
        await foreach (var entry in log.ReadAsync(LogRead.All() with { Kinds = RequestKind }, cancellationToken).ConfigureAwait(false))
        {
            if (log.Decode(entry) is ApprovalRequestBody { ChildSession: { } child } && children.Add(child)
                && await ApprovalOperations.OpenChildAsync(log, child, cancellationToken).ConfigureAwait(false) is { } opened
                && await FindAsync(opened, id, cancellationToken).ConfigureAwait(false) is { } found)
                return found;
        }

        return null;
    }

    /// <summary>Answers the approval of an id.</summary>
    /// <returns>What waits on, on its branch.</returns>
    public static async Task<IReadOnlyList<Approval>> AnswerAsync(SessionLog log, ApprovalId id, Func<Approval, ApprovalAnswer> answer, RememberApproval remember, CancellationToken cancellationToken)
    {
        var (on, approval) = await FindAsync(log, id, cancellationToken).ConfigureAwait(false)
            ?? throw new ApprovalNotFoundException(log.Key, id.ToString(), "nothing was asked under this id in the session");
        return await ApprovalOperations.AnswerAsync(on, answer(approval), remember, cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask<(SessionLog, Approval)?> FindOwnAsync(SessionLog log, ApprovalId id, CancellationToken cancellationToken)
    {
        var entry = await log.ReadEntryAsync(id.Position, headerOnly: false, cancellationToken).ConfigureAwait(false);
        if (entry.Kind != EntryKind.ApprovalRequest || !id.IsOf(entry))
            return null;
        if (log.Decode(entry) is not ApprovalRequestBody { ChildSession: null } request)
            throw new ApprovalNotFoundException(log.Key, id.ToString(), "what was asked has been pruned");
        if (await log.FindBranchAsync(request.Branch, cancellationToken).ConfigureAwait(false) is not { Head: not null })
            throw new ApprovalNotFoundException(log.Key, id.ToString(), $"it was asked on branch '{request.Branch}', which is deleted");

        var number = await TurnNumbers.ReadAsync(log, entry.TurnStart, cancellationToken).ConfigureAwait(false);
        return (log.On(request.Branch), new ApprovalRequest(entry, request).Describe(log.Key, number));
    }
}
