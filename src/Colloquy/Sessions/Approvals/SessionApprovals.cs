namespace Colloquy;

/// <summary>Lists and answers what waits for a person on a session. Each answer is one commit.</summary>
internal static class SessionApprovals
{
    private static readonly EntryKind[] AnswerKind = [EntryKind.ApprovalAnswer];

    public static async Task<IReadOnlyList<Approval>> ListAsync(SessionLog log, CancellationToken cancellationToken)
    {
        var record = await log.RefreshAsync(cancellationToken).ConfigureAwait(false);
        return await WaitingTurn.ReadAsync(log, record.Head, orOpen: false, cancellationToken).ConfigureAwait(false) is { } waiting
            ? await DescribeAsync(log, waiting.Asked, waiting.Start, record.Branch, cancellationToken).ConfigureAwait(false)
            : [];
    }

    /// <summary>Answers an approval of a session, or of one in which an agent works for it that is a tool.</summary>
    /// <returns>What waits on.</returns>
    public static async Task<IReadOnlyList<Approval>> AnswerAsync(SessionLog log, ApprovalAnswer answer, RememberApproval remember, CancellationToken cancellationToken)
    {
        if (answer.Approval.Session == log.Key || await FindChildAsync(log, answer.Approval.Session, cancellationToken).ConfigureAwait(false) is not { } child)
            return await AnswerAsync(log, [answer], remember, cancellationToken).ConfigureAwait(false);

        await AnswerAsync(child, [answer], remember, cancellationToken).ConfigureAwait(false);
        return await ListAsync(log, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Answers approvals of a session, all or none.</summary>
    /// <returns>Those of the turn that wait on.</returns>
    public static async Task<IReadOnlyList<Approval>> AnswerAsync(SessionLog log, IReadOnlyList<ApprovalAnswer> answers, RememberApproval remember, CancellationToken cancellationToken)
    {
        IReadOnlyList<Approval> left = [];
        await log.RefreshAsync(cancellationToken).ConfigureAwait(false);
        await log.UpdateAsync(
            async (writer, record) =>
            {
                SessionClosedException.ThrowIfClosed(record);
                var waiting = await WaitingTurn.ReadAsync(log, writer.Head, orOpen: false, cancellationToken).ConfigureAwait(false);
                var head = writer.Head;
                foreach (var answer in answers)
                {
                    var asked = await FindAsync(log, head, writer.Branch, waiting, answer.Approval, cancellationToken).ConfigureAwait(false);
                    Append(writer, waiting!, asked, answer.ToBody(asked.Position));
                }

                if (remember != RememberApproval.Nothing)
                    await RememberAsync(log, head, writer, waiting!, [.. answers.Select(answer => answer.Remember(remember))], cancellationToken).ConfigureAwait(false);
                left = await DescribeAsync(log, waiting!.Asked, waiting.Start, writer.Branch, cancellationToken).ConfigureAwait(false);
                return true;
            },
            activity: null,
            cancellationToken).ConfigureAwait(false);
        return left;
    }

    /// <summary>Withdraws a remembered answer.</summary>
    public static async Task<bool> ForgetAsync(SessionLog log, RememberedApproval remembered, CancellationToken cancellationToken)
    {
        await log.RefreshAsync(cancellationToken).ConfigureAwait(false);
        var receipt = await log.UpdateAsync(
            async (writer, record) =>
            {
                SessionClosedException.ThrowIfClosed(record);
                var all = await RememberedApprovals.ReadAsync(log, writer.Head, cancellationToken).ConfigureAwait(false);
                if (!all.Any(remembered.IsAboutSame))
                    return false;

                writer.Append(RememberedApprovals.Write(all.Where(other => !remembered.IsAboutSame(other))), await log.ReadTurnAsync(writer.Head, cancellationToken).ConfigureAwait(false));
                return true;
            },
            activity: null,
            cancellationToken).ConfigureAwait(false);
        return receipt is not null;
    }

    /// <summary>Remembers answers, and has them decide what waits besides.</summary>
    private static async ValueTask RememberAsync(SessionLog log, Position head, EntryWriter writer, WaitingTurn waiting, IReadOnlyList<RememberedApproval> remembered, CancellationToken cancellationToken)
    {
        var before = await RememberedApprovals.ReadAsync(log, head, cancellationToken).ConfigureAwait(false);
        writer.Append(RememberedApprovals.Write([.. before.Where(other => !remembered.Any(other.IsAboutSame)), .. remembered]), waiting.Start);
        foreach (var asked in waiting.Asked.Unanswered(writer.Branch).ToList())
        {
            if (remembered.FirstOrDefault(answer => answer.Covers(asked.Request.Tool, asked.Request.Arguments)) is { } decides)
                Append(writer, waiting, asked, decides.Answer(asked.Position));
        }
    }

    private static void Append(EntryWriter writer, WaitingTurn waiting, AskedCall asked, ApprovalAnswerBody answer)
    {
        writer.Append(answer, waiting.Start);
        asked.Answer = answer;
    }

    /// <summary>Finds what waits under an approval.</summary>
    private static async ValueTask<AskedCall> FindAsync(SessionLog log, Position head, string branch, WaitingTurn? waiting, Approval approval, CancellationToken cancellationToken)
    {
        if (approval.Session != log.Key)
            throw NotFound($"it was asked in session {approval.Session}");
        if (approval.Branch != branch)
            throw NotFound($"it was asked on branch '{approval.Branch}', and branch '{branch}' did not inherit it. Session.OnBranchAsync gives a handle on that branch");

        if (waiting?.Asked.Find(approval.Position) is { } asked)
        {
            if (!asked.Is(approval))
                throw NotFound("the call that was recorded there is another");
            return asked.Answer is null ? asked : throw new ApprovalAnsweredException(approval, asked.Answer);
        }

        var after = approval.Position < head ? log.ReadAsync(LogRead.Forth(head, approval.Position) with { Kinds = AnswerKind }, cancellationToken) : AsyncEnumerable.Empty<Entry>();
        await foreach (var entry in after.ConfigureAwait(false))
        {
            if (log.Decode(entry) is ApprovalAnswerBody answer && answer.Request == approval.Position)
                throw new ApprovalAnsweredException(approval, answer);
        }

        throw NotFound("no such request waits; it was taken back, or the conversation went on");

        ApprovalNotFoundException NotFound(string problem) => new(log.Key, approval.Position.ToString(), problem);
    }

    /// <summary>Describes what waits of a turn, in the sessions too in which agents work for it that are tools.</summary>
    public static async ValueTask<IReadOnlyList<Approval>> DescribeAsync(SessionLog log, AskedCalls asked, Position turn, string branch, CancellationToken cancellationToken)
    {
        var number = await SessionTurns.ReadNumberAsync(log, turn, cancellationToken).ConfigureAwait(false);
        List<Approval> waiting = [.. asked.Unanswered(branch).Select(call => call.Describe(log.Key, number))];
        foreach (var id in asked.Children(branch))
        {
            if (await OpenChildAsync(log, id, cancellationToken).ConfigureAwait(false) is { } child)
                waiting.AddRange(await ListAsync(child, cancellationToken).ConfigureAwait(false));
        }

        return waiting;
    }

    /// <summary>Withdraws what waits in the sessions in which agents work for a turn that is withdrawn: nobody would take their answers.</summary>
    public static async ValueTask WithdrawChildrenAsync(SessionLog log, AskedCalls asked, string branch, CancellationToken cancellationToken)
    {
        foreach (var id in asked.Children(branch))
        {
            if (await OpenChildAsync(log, id, cancellationToken).ConfigureAwait(false) is not { } child)
                continue;

            AskedCalls? below = null;
            await child.UpdateAsync(
                async (writer, _) =>
                {
                    if (await WaitingTurn.ReadAsync(child, writer.Head, orOpen: false, cancellationToken).ConfigureAwait(false) is not { } waiting)
                        return false;

                    below = waiting.Asked;
                    waiting.Withdraw(writer);
                    return true;
                },
                SessionActivity.Idle,
                cancellationToken).ConfigureAwait(false);
            if (below is not null)
                await WithdrawChildrenAsync(child, below, child.Record.Branch, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Finds the session of a key among those in which agents work for the turn that waits.</summary>
    private static async ValueTask<SessionLog?> FindChildAsync(SessionLog log, SessionKey key, CancellationToken cancellationToken)
    {
        var record = await log.RefreshAsync(cancellationToken).ConfigureAwait(false);
        if (await WaitingTurn.ReadAsync(log, record.Head, orOpen: false, cancellationToken).ConfigureAwait(false) is not { } waiting)
            return null;

        foreach (var id in waiting.Asked.Children(record.Branch))
        {
            if (await OpenChildAsync(log, id, cancellationToken).ConfigureAwait(false) is { } child
                && (child.Key == key ? child : await FindChildAsync(child, key, cancellationToken).ConfigureAwait(false)) is { } found)
                return found;
        }

        return null;
    }

    private static async ValueTask<SessionLog?> OpenChildAsync(SessionLog log, string id, CancellationToken cancellationToken) =>
        await log.Store.GetAsync(new SessionKey(id, log.Key.User, log.Key.App), cancellationToken).ConfigureAwait(false) is { } record
            ? new SessionLog(log.Store, record, log.Time, log.Logger)
            : null;
}
