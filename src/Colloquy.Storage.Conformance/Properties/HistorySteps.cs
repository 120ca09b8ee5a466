using System.Globalization;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;

namespace Colloquy.Storage.Conformance;

/// <summary>Does at random what people do with a conversation, on a session and on a model of it, and compares what both then show.</summary>
internal sealed class HistorySteps(ISessionStore store, SessionKey key, FakeTimeProvider clock, int seed)
{
    private readonly Random _random = new(seed);
    private readonly HistoryModel _model = new();
    private readonly List<string> _trace = [];
    private readonly Agent _agent = new(new EchoingModel()) { Tools = [EchoingModel.Look] };
    private readonly Agent _summarizing = new(new EchoingModel()) { Tools = [EchoingModel.Look], Window = [new TokenBudgetStrategy(40), new SummarizeOldStrategy()] };
    private readonly Agent _asking = new(new EchoingModel()) { Tools = [EchoingModel.Look], Approvals = [ApprovalRule.Always(EchoingModel.Tool)], ApprovalExpiry = TimeSpan.FromMinutes(30) };
    private Session _session = null!;
    private int _names;

    public async Task RunAsync(int count)
    {
        _session = await store.OpenAsync(key, new OpenSessionOptions { TimeProvider = clock });
        try
        {
            for (var step = 0; step < count; step++)
            {
                clock.Move(TimeSpan.FromMilliseconds(_random.Next(-500, 1_000)));
                var branch = _model.Branches.Keys.ElementAt(_random.Next(_model.Branches.Count));
                var isBound = _random.Next(3) > 0;
                await StepAsync(isBound ? branch : _model.Current, isBound ? await _session.Branches.OpenAsync(branch) : _session);
                await CompareAsync();
            }
        }
        catch (Exception error)
        {
            var steps = string.Join("; ", _trace.TakeLast(12));
            throw new ConformanceException($"{error.Message} That was after {_trace.Count} steps, the last of which were: {steps}. Set {RandomSeed.Variable}={seed} to take the same steps again.", error);
        }
    }

    private Task StepAsync(string branch, Session on) => _random.Next(33) switch
    {
        < 4 => RunTurnAsync(branch, on, _agent),
        27 or 28 => WaitAsync(branch, on),
        29 or 30 or 31 => AnswerAsync(branch, on),
        32 => ExpireAsync(),
        24 or 25 or 26 => RunTurnAsync(branch, on, _summarizing),
        4 or 5 => AddAsync(branch, on),
        6 => ContinueAsync(branch, on),
        7 or 8 => SetAsync(branch, on),
        9 or 10 => UndoAsync(branch, on),
        11 or 12 => PopAsync(branch, on),
        13 => ClearAsync(branch, on),
        14 or 15 or 16 => RedoAsync(branch, on),
        17 => RetryAsync(branch, on),
        18 => EditAsync(branch, on),
        19 or 20 or 21 => ForkAsync(branch, on),
        22 => SwitchAsync(branch, on),
        _ => DeleteAsync(branch, on),
    };

    private Task RunTurnAsync(string branch, Session on, Agent agent)
    {
        var input = NewText(_random.Next(3) == 0 ? "tool" : "say");
        _model.Append(branch, head => _model.Settle(branch, head).Run(input));
        return DoAsync($"run '{input}' on {branch}{(agent == _summarizing ? ", summarizing" : "")}", () => agent.RunAsync(input, on));
    }

    private Task WaitAsync(string branch, Session on)
    {
        var input = NewText("tool");
        _model.Append(branch, head => _model.Settle(branch, head).Wait(input, branch));
        _model.AskedAt[(branch, input)] = _model.Hour;
        return DoAsync($"run '{input}' on {branch}, which waits", () => _asking.RunAsync(input, on));
    }

    /// <summary>Answers one of the calls that wait, by what was listed or by its id, or goes on with what is answered.</summary>
    private Task AnswerAsync(string branch, Session on)
    {
        List<string> open = [.. UnansweredOn(branch)];
        if (open.Count == 0 || _random.Next(3) == 0)
            return ResumeAsync(branch, on);

        var call = open[_random.Next(open.Count)];
        var (approved, byId) = (_random.Next(2) == 0, _random.Next(2) == 0);
        _model.Answers.Add((branch, call), approved);
        _model.Append(branch, head => head);
        return DoAsync($"{(approved ? "approve" : "refuse")} '{call}' on {branch}", async () =>
        {
            var approval = Check.Single((await on.Approvals.ListAsync()).Where(approval => WhatOf(approval) == call).ToList(), $"what waits for an answer to '{call}' on {branch}");
            var anywhere = (await store.FindAsync(key, new OpenSessionOptions { TimeProvider = clock }))!;
            if (byId)
                await (approved ? anywhere.Approvals.ApproveAsync(ApprovalId.Parse(approval.Id.Value), by: "ann") : anywhere.Approvals.RefuseAsync(approval.Id, by: "ann"));
            else
                await (approved ? on.Approvals.ApproveAsync(approval, by: "ann") : on.Approvals.RefuseAsync(approval, by: "ann"));
            var again = await Check.Throws<ApprovalAnsweredException>(() => anywhere.Approvals.ApproveAsync(approval.Id), "a second answer");
            Check.Equal((approved ? ApprovalDecision.Approved : ApprovalDecision.Refused, "ann"), (again.Decision, again.By), "the first answer, and who gave it");
        });
    }

    /// <summary>Goes on with what is answered: with the newest turn, or by a turn that tells what came of an older one's call. On a fork it asks anew.</summary>
    private Task ResumeAsync(string branch, Session on)
    {
        var head = _model.Branches[branch].Head;
        var waiting = _model.Waiting(branch);
        if (head.IsOpen || (head.Waiting is null && waiting.Count == 0))
            return Task.CompletedTask;
        if (head.Waiting is { } newest && !_model.NewestWaits(branch))
        {
            if (head.AskedOn is null || head.AskedOn == branch)
                return Task.CompletedTask;

            _model.Append(branch, asked => asked.AskAnew(branch));
            _model.AskedAt[(branch, newest)] = _model.Hour;
            return DoAsync($"ask anew about '{newest}' on {branch}", async () => Check.Equal(TurnStatus.Waiting, (await _asking.ResumeAsync(on))!.Status, $"the status of the turn that asks anew on {branch}"));
        }

        if (head.Waiting is { } asked && _model.AnswerTo(branch, asked) is { } answer)
        {
            _model.Append(branch, waits => waits.Answer(answer ? null : _model.RefusalOf(branch, asked)));
            return DoAsync($"go on with '{asked}' on {branch}", async () => Check.Equal(TurnStatus.Completed, (await _asking.ResumeAsync(on))!.Status, $"the status of the turn that waited on {branch}"));
        }

        if (waiting.Find(call => _model.AnswerTo(branch, call) is not null) is not { } told)
            return DoAsync($"resume {branch}", async () => Check.Equal(TurnStatus.Waiting, (await _asking.ResumeAsync(on))?.Status, $"the status of what was resumed on {branch}"));

        var refusal = _model.AnswerTo(branch, told) == true ? null : _model.RefusalOf(branch, told);
        _model.Append(branch, waits => _model.Settle(branch, waits).Tell(branch, told, refusal));
        _model.Told.Add((branch, told));
        return DoAsync($"report '{told}' on {branch}", async () => Check.Equal((TurnStatus.Completed, "told"), ((await _asking.ResumeAsync(on)) is { } answered ? (answered.Status, answered.Text) : default), $"the turn that reports '{told}' on {branch}"));
    }

    /// <summary>Lets so much time pass that all that waits expires. An answer that comes late is refused.</summary>
    private Task ExpireAsync()
    {
        var late = _model.Branches.Keys.SelectMany(name => UnansweredOn(name).Select(call => (name, call))).FirstOrDefault();
        return DoAsync("let an hour pass", async () =>
        {
            var approval = late.name is null ? null : (await _session.Approvals.ListAllAsync()).First(approval => approval.Branch == late.name && WhatOf(approval) == late.call);
            _model.Hour++;
            clock.Advance(TimeSpan.FromHours(1));
            if (approval is not null)
                Check.That((await Check.Throws<ApprovalAnsweredException>(() => _session.Approvals.ApproveAsync(approval.Id), "an answer that comes late")).IsExpired, $"A late answer to '{late.call}' on {late.name} is not told that it expired.");
        });
    }

    private Task AddAsync(string branch, Session on)
    {
        var (question, answer) = (NewText("add"), NewText("answer"));
        _model.Append(branch, head => _model.Settle(branch, head).Add(question).Say($"assistant: {answer}"));
        return DoAsync($"add '{question}' on {branch}", () => on.AddAsync([new(ChatRole.User, question), new(ChatRole.Assistant, answer)]));
    }

    /// <summary>Adds what is not a turn's beginning, so that messages stand before the first turn too.</summary>
    private Task ContinueAsync(string branch, Session on)
    {
        var text = NewText("more");
        _model.Append(branch, head => _model.Settle(branch, head).Say($"assistant: {text}"));
        return DoAsync($"continue '{text}' on {branch}", () => on.AddAsync(new ChatMessage(ChatRole.Assistant, text)));
    }

    private Task SetAsync(string branch, Session on)
    {
        var (name, value) = ($"key {_random.Next(3)}", _random.Next(100));
        if (_random.Next(4) > 0)
        {
            _model.Append(branch, head => head.Set(name, value));
            return DoAsync($"set {name} on {branch}", () => on.State.SetAsync(name, value));
        }

        var isThere = _model.Branches[branch].Head.State.ContainsKey(name);
        if (isThere)
            _model.Append(branch, head => head.Set(name, null));
        return DoAsync($"remove {name} on {branch}", async () => Check.Equal(isThere, await on.State.RemoveAsync(name), "whether a key was removed"));
    }

    private Task UndoAsync(string branch, Session on)
    {
        var isMoved = _model.MoveBack(branch, _model.Branches[branch].Head.BeforeTurn);
        return DoAsync($"undo on {branch}", async () => Check.Equal(isMoved, await on.UndoTurnAsync() is not null, "whether there was a turn to undo"));
    }

    private Task PopAsync(string branch, Session on)
    {
        var head = _model.Branches[branch].Head;
        var expected = head.Messages.IsEmpty ? [] : new[] { head.Messages[^1] };
        if (!head.Messages.IsEmpty)
            _model.MoveBack(branch, BeforeNewest(head));
        return DoAsync($"pop on {branch}", async () => Check.Sequence(expected, (await on.PopAsync()).Select(Note), "what was popped"));
    }

    private Task ClearAsync(string branch, Session on)
    {
        _model.MoveBack(branch, Snapshot.Empty);
        return DoAsync($"clear {branch}", () => on.ClearAsync());
    }

    private Task RedoAsync(string branch, Session on)
    {
        var isMoved = _model.Redo(branch);
        return DoAsync($"redo on {branch}", async () => Check.Equal(isMoved, await on.RedoAsync() is not null, "whether there was something to redo"));
    }

    private Task RetryAsync(string branch, Session on)
    {
        var head = _model.Branches[branch].Head;
        if (head.BeforeTurn is not { } before)
            return DoAsync($"retry on {branch}", () => Check.Throws<TurnNotFoundException>(() => _agent.RetryTurnAsync(on), "a retry without a turn"));

        _model.Append(branch, _ => _model.Settle(branch, before).Run(head.Input));
        return DoAsync($"retry on {branch}", () => _agent.RetryTurnAsync(on));
    }

    private Task EditAsync(string branch, Session on)
    {
        var head = _model.Branches[branch].Head;
        var turn = _random.Next(head.Turn + 2);
        if (turn < 1 || turn > head.Turn)
            return DoAsync($"edit turn {turn} on {branch}", () => Check.Throws<TurnNotFoundException>(() => _agent.EditAndResendAsync("no", on, turn), $"an edit of turn {turn} of {head.Turn}"));

        var text = NewText("edited tool");
        _model.Append(branch, _ => _model.Settle(branch, head.AfterTurn(turn - 1)).Run(text));
        return DoAsync($"edit turn {turn} on {branch}", () => _agent.EditAndResendAsync(text, on, turn));
    }

    private Task ForkAsync(string branch, Session on)
    {
        var head = _model.Branches[branch].Head;
        var name = $"fork {_names++}";
        var turn = _random.Next(head.Turn + 2);
        var isThere = turn >= 1 && turn <= head.Turn;
        var (at, fork, what) = _random.Next(3) switch
        {
            0 => (ReferenceEquals(head, Snapshot.Empty) ? null : head, () => on.Branches.ForkAsync(name), "at the head"),
            1 => (isThere ? head.AfterTurn(turn - 1) : null, () => on.Branches.ForkBeforeTurnAsync(turn, name), $"before turn {turn}"),
            _ => (isThere ? head.AfterTurn(turn) : null, new Func<Task<Session>>(() => on.Branches.ForkAfterTurnAsync(turn, name)), $"after turn {turn}"),
        };
        if (at is not null)
            _model.Fork(name, at);
        return DoAsync($"fork {branch} {what} as {name}", async () =>
        {
            if (at is null)
                await Check.Throws<ColloquyException>(() => fork(), $"a fork {what} of {head.Turn} turns");
            else
                Check.Equal(name, (await fork()).Branch, "the branch of the handle");
        });
    }

    private Task SwitchAsync(string branch, Session on)
    {
        _model.Current = branch;
        return DoAsync($"switch to {branch}", () => on.Branches.SwitchToAsync(branch));
    }

    private Task DeleteAsync(string branch, Session on)
    {
        var evenIfCurrent = _random.Next(2) == 0;
        if (branch == BranchHead.Main || (branch == _model.Current && !evenIfCurrent))
            return DoAsync($"delete {branch}", () => Check.Throws<BranchConflictException>(() => on.Branches.DeleteAsync(branch, evenIfCurrent), "the deletion of a branch in use"));

        _model.Branches.Remove(branch);
        if (branch == _model.Current)
            _model.Current = BranchHead.Main;
        return DoAsync($"delete {branch}", () => on.Branches.DeleteAsync(branch, evenIfCurrent));
    }

    private async Task DoAsync(string what, Func<Task> act)
    {
        _trace.Add(what);
        await act();
    }

    private async Task CompareAsync()
    {
        var record = await _session.RefreshAsync();
        var waiting = _model.Branches.Keys.Where(branch => _model.Waiting(branch).Count > 0).ToList();
        Check.Equal(_model.Current, record.Branch, "the current branch");
        Check.Equal((waiting.Count > 0 ? SessionActivity.Waiting : SessionActivity.Idle, waiting.Count), (record.Activity, record.WaitingBranches), "what the session is doing, and how many branches wait");
        Check.Sequence(waiting.Order(StringComparer.Ordinal), (await store.GetBranchesAsync(key)).Where(branch => branch.IsWaiting).Select(branch => branch.Name), "the branches that wait");
        foreach (var activity in new[] { SessionActivity.Idle, SessionActivity.Waiting })
            Check.Equal(activity == record.Activity, (await store.ListAsync(key.Owner, new SessionQuery { Activity = activity, Limit = 1_000 })).Sessions.Any(listed => listed.Key == key), $"whether it is listed with those that are {activity}");
        var listed = await _session.Branches.ListAsync();
        Check.Sequence(_model.Branches.Keys.Order(StringComparer.Ordinal), listed.Select(branch => branch.Name), "the branches");
        Check.Sequence(listed.SelectMany(branch => UnansweredOn(branch.Name)), (await _session.Approvals.ListAllAsync()).Select(WhatOf), "what waits on all branches");
        foreach (var branch in listed)
        {
            var head = _model.Branches[branch.Name].Head;
            var on = await _session.Branches.OpenAsync(branch.Name);
            Check.Equal((head.Turn, branch.Name == _model.Current), (branch.Turns, branch.IsCurrent), $"the turns of {branch.Name}, and whether it is current");
            Check.Sequence(head.Messages, (await on.GetItemsAsync()).Select(Note), $"the messages of {branch.Name}");
            await CompareWindowsAsync(branch.Name, head, on);
            Check.Sequence(UnansweredOn(branch.Name), (await on.Approvals.ListAsync()).Select(WhatOf), $"what waits on {branch.Name}");
            Check.Sequence(head.State.Select(pair => $"{pair.Key} = {pair.Value}"), (await on.State.ListAsync()).Select(entry => $"{entry.Key} = {entry.Value}"), $"the state of {branch.Name}");
        }
    }

    /// <summary>A window is balanced and has the newest message; one without bounds shows the branch's messages from what a summary covers on.</summary>
    private async Task CompareWindowsAsync(string branch, Snapshot head, Session on)
    {
        foreach (var window in new WindowPipeline[] { [], [new TokenBudgetStrategy(_random.Next(1, 80))], [new NewestMessagesStrategy(_random.Next(1, 6))], [new CollapseToolResultsStrategy(1), new NewestTurnsStrategy(_random.Next(1, 4))] })
        {
            var shown = (await on.Window.PreviewAsync(window)).Messages;
            EchoingModel.EnsureBalanced(shown);
            Check.That(head.Messages.IsEmpty || !IsShown(head.Messages[^1]) || shown.Any(message => Note(message) == head.Messages[^1]), $"The window of {branch} lacks its newest message, '{head.Messages.LastOrDefault()}'.");
            if (window.Count == 0)
                Check.Sequence(head.Messages.TakeLast(shown.Count(IsUsual)).Where(IsShown), shown.Where(IsUsual).Select(Note).Where(IsShown), $"the window of {branch}");
        }

        bool IsUsual(ChatMessage message) => head.Messages.Contains(Note(message));
        bool IsShown(string note) => !note.StartsWith("tool: ", StringComparison.Ordinal);
    }

    /// <summary>Where a pop of the newest message leads: state that was written after it goes with it.</summary>
    private static Snapshot BeforeNewest(Snapshot head)
    {
        var newest = head;
        while (newest.BeforeMessage!.Messages.Count == head.Messages.Count)
            newest = newest.BeforeMessage;
        return newest.BeforeMessage;
    }

    private IEnumerable<string> UnansweredOn(string branch) => _model.Waiting(branch).Where(call => _model.AnswerTo(branch, call) is null);

    private static string? WhatOf(Approval approval) => approval.Arguments?.GetProperty("what").GetString();

    private static string Note(SessionItem item) => Note(item.Message);

    private static string Note(ChatMessage message) => $"{message.Role}: {string.Join(' ', message.Contents.Select(content => content switch
    {
        FunctionCallContent call => $"{call.Name}({string.Join(", ", call.Arguments?.Values ?? [])})",
        FunctionResultContent result => result.Result?.ToString(),
        _ => content.ToString(),
    }))}";

    private string NewText(string what) => string.Create(CultureInfo.InvariantCulture, $"{what} {_names++}");
}
