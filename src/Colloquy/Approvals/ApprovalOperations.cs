namespace Colloquy;

/// <summary>Lists and answers what waits for a person on a session. Each answer is one commit.</summary>
internal static class ApprovalOperations
{
    private static readonly EntryKind[] AnswerKind = [EntryKind.ApprovalAnswer];

    public static async Task<IReadOnlyList<Approval>> ListAsync(SessionLog log, CancellationToken cancellationToken)
    {
        var record = await log.RefreshAsync(cancellationToken).ConfigureAwait(false);
        return record.IsWaiting
            ? await DescribeAsync(log, (await BranchWaits.ReadAsync(log, record, cancellationToken).ConfigureAwait(false)).Turns, record.Branch, cancellationToken).ConfigureAwait(false)
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
    /// <returns>Those of the branch that wait on.</returns>
    public static async Task<IReadOnlyList<Approval>> AnswerAsync(SessionLog log, IReadOnlyList<ApprovalAnswer> answers, RememberApproval remember, CancellationToken cancellationToken)
    {
        IReadOnlyList<Approval> left = [];
        await log.RefreshAsync(cancellationToken).ConfigureAwait(false);
        await log.UpdateAsync(
            async (writer, record) =>
            {
                SessionClosedException.ThrowIfClosed(record);
                var waits = await BranchWaits.ReadAsync(log, writer, orOpen: false, cancellationToken).ConfigureAwait(false);
                var head = writer.Head;
                var given = new ApprovalAnswers(writer, waits, await log.ReadTurnAsync(head, cancellationToken).ConfigureAwait(false));
                foreach (var answer in answers)
                {
                    var (turn, asked) = await FindAsync(log, writer.Branch, waits, answer.Approval, cancellationToken).ConfigureAwait(false);
                    given.Add(turn, asked, answer.ToBody(asked.Position));
                }

                if (remember != RememberApproval.Nothing)
                    await RememberAsync(log, head, writer, given, [.. answers.Select(answer => answer.Remember(remember))], cancellationToken).ConfigureAwait(false);
                given.Finish();
                left = await DescribeAsync(log, waits.Turns, writer.Branch, cancellationToken).ConfigureAwait(false);
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

    /// <summary>Describes what waits of some turns, in the sessions too in which agents work for them that are tools.</summary>
    public static async ValueTask<IReadOnlyList<Approval>> DescribeAsync(SessionLog log, IReadOnlyList<WaitingTurn> turns, string branch, CancellationToken cancellationToken)
    {
        List<Approval> waiting = [];
        foreach (var turn in turns)
            waiting.AddRange(await DescribeAsync(log, turn.Asked, turn.Start, branch, cancellationToken).ConfigureAwait(false));
        return waiting;
    }

    /// <summary>Describes what waits of a turn, in the sessions too in which agents work for it that are tools.</summary>
    public static async ValueTask<IReadOnlyList<Approval>> DescribeAsync(SessionLog log, ApprovalRequests asked, Position turn, string branch, CancellationToken cancellationToken)
    {
        var number = await TurnNumbers.ReadAsync(log, turn, cancellationToken).ConfigureAwait(false);
        List<Approval> waiting = [.. asked.Unanswered(branch).Select(call => call.Describe(log.Key, number))];
        foreach (var id in asked.Children(branch))
        {
            if (await OpenChildAsync(log, id, cancellationToken).ConfigureAwait(false) is { } child)
                waiting.AddRange(await ListAsync(child, cancellationToken).ConfigureAwait(false));
        }

        return waiting;
    }

    /// <summary>Withdraws what waits in the sessions in which agents work for a turn that is withdrawn: nobody would take their answers.</summary>
    public static async ValueTask WithdrawChildrenAsync(SessionLog log, ApprovalRequests asked, string branch, CancellationToken cancellationToken)
    {
        foreach (var id in asked.Children(branch))
        {
            if (await OpenChildAsync(log, id, cancellationToken).ConfigureAwait(false) is not { } child)
                continue;

            await child.UpdateAsync(
                async (writer, _) =>
                {
                    if (!writer.Waits)
                        return false;

                    // The child withdraws those of its own children.
                    await InputBesideWaitingTurn.SettleAsync(child, writer, WhenWaiting.Withdraw, isCutOff: false, settlesOpen: false, cancellationToken).ConfigureAwait(false);
                    return writer.Pending.Count > 0;
                },
                SessionActivity.Idle,
                cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Withdraws what is unanswered in the sessions in which agents work for a turn, and leaves what is approved there to run.</summary>
    public static async ValueTask WithdrawUnansweredAsync(SessionLog log, ApprovalRequests asked, string branch, CancellationToken cancellationToken)
    {
        foreach (var id in asked.Children(branch))
        {
            if (await OpenChildAsync(log, id, cancellationToken).ConfigureAwait(false) is not { } child)
                continue;

            List<WaitingTurn> turns = [];
            await child.UpdateAsync(
                async (writer, _) =>
                {
                    var waits = await BranchWaits.ReadAsync(child, writer, orOpen: false, cancellationToken).ConfigureAwait(false);
                    var given = new ApprovalAnswers(writer, waits, await child.ReadTurnAsync(writer.Head, cancellationToken).ConfigureAwait(false));
                    turns = [.. waits.Turns];
                    foreach (var (turn, one) in given.Unanswered())
                        given.Add(turn, one, new ApprovalAnswerBody { Request = one.Position, Decision = ApprovalDecision.Withdrawn });
                    given.Finish();
                    return writer.Pending.Count > 0;
                },
                activity: null,
                cancellationToken).ConfigureAwait(false);
            foreach (var turn in turns)
                await WithdrawUnansweredAsync(child, turn.Asked, child.Record.Branch, cancellationToken).ConfigureAwait(false);
        }
    }

    public static async ValueTask<SessionLog?> OpenChildAsync(SessionLog log, string id, CancellationToken cancellationToken) =>
        await log.Store.GetAsync(new SessionKey(id, log.Key.Owner), cancellationToken).ConfigureAwait(false) is { } record
            ? new SessionLog(log.Store, record, log.Time, log.Logger)
            : null;

    /// <summary>Remembers answers, and has them decide what waits besides.</summary>
    private static async ValueTask RememberAsync(SessionLog log, Position head, EntryWriter writer, ApprovalAnswers given, IReadOnlyList<RememberedApproval> remembered, CancellationToken cancellationToken)
    {
        var before = await RememberedApprovals.ReadAsync(log, head, cancellationToken).ConfigureAwait(false);
        writer.Append(RememberedApprovals.Write([.. before.Where(other => !remembered.Any(other.IsAboutSame)), .. remembered]), await log.ReadTurnAsync(head, cancellationToken).ConfigureAwait(false));
        foreach (var (turn, asked) in given.Unanswered())
        {
            if (remembered.FirstOrDefault(answer => answer.Covers(asked.Request.Tool, asked.Request.Arguments)) is { } decides)
                given.Add(turn, asked, decides.Answer(asked.Position));
        }
    }

    /// <summary>Finds what waits under an approval.</summary>
    private static async ValueTask<(WaitingTurn Turn, ApprovalRequest Asked)> FindAsync(SessionLog log, string branch, BranchWaits waits, Approval approval, CancellationToken cancellationToken)
    {
        if (approval.Session != log.Key)
            throw NotFound($"it was asked in session {approval.Session}");
        if (approval.Branch != branch)
            throw NotFound($"it was asked on branch '{approval.Branch}', and branch '{branch}' did not inherit it. session.Branches.OpenAsync gives a handle on that branch");

        foreach (var turn in waits.Turns)
        {
            if (turn.Asked.Find(approval.Position) is not { } asked)
                continue;
            if (!asked.Is(approval))
                throw NotFound("the call that was recorded there is another");
            return asked.Answer is null ? (turn, asked) : throw new ApprovalAnsweredException(approval, asked.Answer, asked.AnsweredAt);
        }

        // In the whole log: an answer counts once, also when the turn that it was given in was taken back.
        await foreach (var entry in log.ReadAsync(LogRead.All(approval.Position) with { Kinds = AnswerKind }, cancellationToken).ConfigureAwait(false))
        {
            if (log.Decode(entry) is ApprovalAnswerBody answer && answer.Request == approval.Position)
                throw new ApprovalAnsweredException(approval, answer, entry.At);
        }

        throw NotFound("no such request waits; it was taken back, or the conversation went on");

        ApprovalNotFoundException NotFound(string problem) => new(log.Key, approval.Id.ToString(), problem);
    }

    /// <summary>Finds the session of a key among those in which agents work for the turns that wait.</summary>
    private static async ValueTask<SessionLog?> FindChildAsync(SessionLog log, SessionKey key, CancellationToken cancellationToken)
    {
        var record = await log.RefreshAsync(cancellationToken).ConfigureAwait(false);
        foreach (var turn in (await BranchWaits.ReadAsync(log, record, cancellationToken).ConfigureAwait(false)).Turns)
        {
            foreach (var id in turn.Asked.Children(record.Branch))
            {
                if (await OpenChildAsync(log, id, cancellationToken).ConfigureAwait(false) is { } child
                    && (child.Key == key ? child : await FindChildAsync(child, key, cancellationToken).ConfigureAwait(false)) is { } found)
                    return found;
            }
        }

        return null;
    }
}
