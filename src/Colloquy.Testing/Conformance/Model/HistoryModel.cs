using System.Collections.Immutable;

namespace Colloquy.Testing;

/// <summary>What the branches of a session must show, kept in the plainest way: a branch is a snapshot, and a snapshot knows the one before it.</summary>
internal sealed class HistoryModel
{
    public Dictionary<string, BranchModel> Branches { get; } = new(StringComparer.Ordinal) { [BranchHead.Main] = new(Snapshot.Empty, []) };

    public HashSet<string> UsedNames { get; } = new(StringComparer.Ordinal) { BranchHead.Main };

    public string Current { get; set; } = BranchHead.Main;

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
    public const string Refused = "Error: this call was not run. A person refused it, and gave no reason.";

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

    public Snapshot Ask(string text)
    {
        var before = Settle();
        return before.Say($"user: {text}") with { Turn = Turn + 1, Input = text, BeforeTurn = before, BeforeMessage = before };
    }

    /// <summary>What is left of a call that waits when the conversation goes on without it.</summary>
    public Snapshot Settle() => Waiting is null ? this : (this with { AskedOn = null }).Say($"tool: {Withdrawn}") with { Waiting = null };

    /// <summary>What an agent makes of an input whose tool needs a person.</summary>
    public Snapshot Wait(string input, string branch) => Ask(input).Say($"assistant: look({input})") with { Waiting = input, AskedOn = branch };

    /// <summary>What comes of the call that waits when it is answered.</summary>
    public Snapshot Answer(bool approved)
    {
        var result = approved ? $"saw {Waiting}" : Refused;
        return (this with { Waiting = null, AskedOn = null }).Say($"tool: {result}").Say($"assistant: done {result}");
    }

    public Snapshot Say(string message) => this with { Messages = Messages.Add(message), BeforeMessage = this };

    public Snapshot Set(string key, int? value) => this with { State = value is { } number ? State.SetItem(key, number) : State.Remove(key) };

    /// <summary>What an agent with <see cref="EchoingModel"/> makes of an input.</summary>
    public Snapshot Run(string input)
    {
        var asked = Ask(input);
        return input.Contains("tool", StringComparison.Ordinal)
            ? asked.Say($"assistant: look({input})").Say($"tool: saw {input}").Say($"assistant: done saw {input}")
            : asked.Say($"assistant: re {input}");
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
