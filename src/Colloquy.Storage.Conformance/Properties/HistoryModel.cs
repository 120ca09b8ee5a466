using System.Collections.Immutable;

namespace Colloquy.Storage.Conformance;

/// <summary>What the branches of a session must show, kept in the plainest way: a branch is a snapshot, and a snapshot knows the one before it.</summary>
internal sealed class HistoryModel
{
    public Dictionary<string, BranchModel> Branches { get; } = new(StringComparer.Ordinal) { [BranchHead.Main] = new(Snapshot.Empty, []) };

    public HashSet<string> UsedNames { get; } = new(StringComparer.Ordinal) { BranchHead.Main };

    public string Current { get; set; } = BranchHead.Main;

    /// <summary>What a person answered to calls on branches. An answer counts whatever is taken back.</summary>
    public Dictionary<(string Branch, string Call), bool> Answers { get; } = [];

    /// <summary>The hour in which a person was asked about calls on branches. Within it they wait, after it they have expired.</summary>
    public Dictionary<(string Branch, string Call), int> AskedAt { get; } = [];

    public int Hour { get; set; }

    /// <summary>The calls that waited behind newer turns and were told of on their branch. They do not wait again.</summary>
    public HashSet<(string Branch, string Call)> Told { get; } = [];

    /// <summary>Whether a call was approved; null while it waits for an answer. What has expired counts as refused.</summary>
    public bool? AnswerTo(string branch, string call) =>
        Answers.TryGetValue((branch, call), out var approved) ? approved : AskedAt[(branch, call)] < Hour ? false : null;

    /// <summary>What the model is told of a call that was not approved.</summary>
    public string RefusalOf(string branch, string call) => Answers.ContainsKey((branch, call)) ? Snapshot.Refused : Snapshot.Expired;

    /// <summary>Whether the newest turn of a branch waits for a person who can answer there.</summary>
    public bool NewestWaits(string branch) => Branches[branch].Head is { Waiting: { } call } head && head.AskedOn == branch && !Told.Contains((branch, call));

    /// <summary>The calls that wait on a branch, the oldest first, answered or not.</summary>
    public List<string> Waiting(string branch)
    {
        var head = Branches[branch].Head;
        List<string> waiting = [.. head.Deferred.Where(deferred => deferred.Branch == branch && !Told.Contains(deferred)).Select(deferred => deferred.Call)];
        if (NewestWaits(branch))
            waiting.Add(head.Waiting!);
        return waiting;
    }

    /// <summary>What is left of the head of a branch for new input: what waits waits on, and what nobody can answer there gets a result.</summary>
    public Snapshot Settle(string branch, Snapshot head) =>
        head.Waiting is not { } call ? head
        : head.AskedOn == branch && !Told.Contains((branch, call))
            ? AnswerTo(branch, call) is var answer && answer == false ? head.Refuse(RefusalOf(branch, call)) : head.Defer(branch, answer == true)
        : head.Settle(head.AskedOn == branch ? Snapshot.Unknown : Snapshot.Withdrawn);

    /// <summary>Continues a branch, which ends what could be redone.</summary>
    public void Append(string branch, Func<Snapshot, Snapshot> change) => Branches[branch] = new BranchModel(change(Branches[branch].Head), []);

    /// <summary>Moves a branch back, so that it can be redone; false when it stays where it is.</summary>
    public bool MoveBack(string branch, Snapshot? to)
    {
        var (head, undone) = Branches[branch];
        if (to is null || ReferenceEquals(to, head))
            return false;

        Branches[branch] = new BranchModel(to, undone.Push(head));
        return true;
    }

    public bool Redo(string branch)
    {
        var undone = Branches[branch].Undone;
        if (undone.IsEmpty)
            return false;

        Branches[branch] = new BranchModel(undone.Peek(), undone.Pop());
        return true;
    }

    public void Fork(string name, Snapshot at)
    {
        UsedNames.Add(name);
        Branches.Add(name, new BranchModel(at, []));
    }
}

/// <summary>A branch: where it is, and where a redo takes it.</summary>
internal sealed record BranchModel(Snapshot Head, ImmutableStack<Snapshot> Undone);

/// <summary>A conversation at one moment.</summary>
internal sealed record Snapshot
{
    public const string Withdrawn = "Error: this call was not run. It waited for a person's approval, and the conversation went on without it.";
    public const string Unknown = "No result of this call was recorded: it was cut off before it returned. Whether it took effect is unknown; check before you repeat it.";
    public const string Placeholder = "This call has not run: it waits for a person's approval. What comes of it follows in a later message. Do not make the call again meanwhile.";
    public const string ApprovedPlaceholder = "This call has not run yet: a person approved it just now. What comes of it follows in a later message. Do not make the call again meanwhile.";
    public const string OutcomeMark = "[This is not from the user. It tells what came of a tool call that waited for a person.]";
    public const string Refused = "Error: this call was not run. A person refused it, and gave no reason.";
    public const string Expired = "Error: this call was not run. It waited for a person's approval, and nobody answered in time.";

    public static Snapshot Empty { get; } = new();

    /// <summary>The messages, as a person would note them down.</summary>
    public ImmutableList<string> Messages { get; private init; } = [];

    public ImmutableSortedDictionary<string, int> State { get; private init; } = ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal);

    /// <summary>The number of the newest turn.</summary>
    public int Turn { get; private init; }

    /// <summary>What the user said in the newest turn.</summary>
    public string Input { get; private init; } = "";

    /// <summary>The conversation before the newest turn; null when there is none.</summary>
    public Snapshot? BeforeTurn { get; private init; }

    /// <summary>The conversation before the newest message; null when there is none.</summary>
    public Snapshot? BeforeMessage { get; private init; }

    /// <summary>The call that waits for a person at the end; null when none does.</summary>
    public string? Waiting { get; private init; }

    /// <summary>The branch on which it was asked, and can be answered; null when that was withdrawn.</summary>
    public string? AskedOn { get; private init; }

    /// <summary>The calls that wait behind newer turns, with the branches on which they were asked.</summary>
    public ImmutableList<(string Branch, string Call)> Deferred { get; private init; } = [];

    /// <summary>Whether the newest turn has no end: messages were taken back of it.</summary>
    public bool IsOpen { get; private init; }

    public Snapshot Ask(string text) => Say($"user: {text}") with { Turn = Turn + 1, Input = text, BeforeTurn = this, BeforeMessage = this, IsOpen = true };

    /// <summary>A turn that is added from outside, which needs no end.</summary>
    public Snapshot Add(string text) => Ask(text) with { IsOpen = false };

    /// <summary>What is left of a call that waits when the conversation goes on without it.</summary>
    public Snapshot Settle(string result) => (this with { AskedOn = null }).Say($"tool: {result}") with { Waiting = null };

    /// <summary>The call was refused or has expired, and its result says so.</summary>
    public Snapshot Refuse(string refusal) => Say($"tool: {refusal}") with { Waiting = null, AskedOn = null };

    /// <summary>The call waits on, behind what comes now.</summary>
    public Snapshot Defer(string branch, bool isApproved) =>
        Say($"tool: {(isApproved ? ApprovedPlaceholder : Placeholder)}") with { Waiting = null, AskedOn = null, Deferred = Deferred.Add((branch, Waiting!)) };

    /// <summary>A turn tells what came of a call that waited behind newer ones.</summary>
    public Snapshot Tell(string branch, string call, string? refusal)
    {
        var before = this with { Deferred = Deferred.Remove((branch, call)) };
        return before.Run($"{OutcomeMark} look({{\"what\":\"{call}\"}}): {refusal ?? $"saw {call}"}");
    }

    /// <summary>A fork asks about the call that it found waiting.</summary>
    public Snapshot AskAnew(string branch) => this with { AskedOn = branch };

    /// <summary>What an agent makes of an input whose tool needs a person.</summary>
    public Snapshot Wait(string input, string branch) => Ask(input).Say($"assistant: look({input})") with { Waiting = input, AskedOn = branch, IsOpen = false };

    /// <summary>What comes of the call that waits when it is answered.</summary>
    public Snapshot Answer(string? refusal)
    {
        var result = refusal ?? $"saw {Waiting}";
        return (this with { Waiting = null, AskedOn = null, IsOpen = true }).Say($"tool: {result}").Say($"assistant: done {result}") with { IsOpen = false };
    }

    public Snapshot Say(string message) => this with { Messages = Messages.Add(message), BeforeMessage = this };

    public Snapshot Set(string key, int? value) => this with { State = value is { } number ? State.SetItem(key, number) : State.Remove(key) };

    /// <summary>What an agent with <see cref="EchoingModel"/> makes of an input.</summary>
    public Snapshot Run(string input)
    {
        var asked = Ask(input);
        if (input.StartsWith(OutcomeMark, StringComparison.Ordinal))
            return asked.Say("assistant: told") with { IsOpen = false };
        return (input.Contains("tool", StringComparison.Ordinal)
            ? asked.Say($"assistant: look({input})").Say($"tool: saw {input}").Say($"assistant: done saw {input}")
            : asked.Say($"assistant: re {input}")) with { IsOpen = false };
    }

    /// <summary>The conversation at the end of an earlier turn.</summary>
    public Snapshot AfterTurn(int turn)
    {
        var found = this;
        while (found.Turn > turn)
            found = found.BeforeTurn!;
        return found;
    }
}
