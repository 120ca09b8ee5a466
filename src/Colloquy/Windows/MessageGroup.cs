using Microsoft.Extensions.AI;

namespace Colloquy.Extensibility;

/// <summary>Represents messages that are shown or left out together: one message, or a message with tool calls, the reasoning before it, and every result of those calls.</summary>
public sealed class MessageGroup
{
    private readonly CompactionContext _context;
    private readonly ChatMessage[] _shown;
    private string?[]? _changes;
    private bool[]? _hidden;
    private int _estimate = -1;

    internal MessageGroup(CompactionContext context, IReadOnlyList<WindowItem> items, bool isCurrent)
    {
        _context = context;
        Items = items;
        IsCurrent = isCurrent;
        _shown = new ChatMessage[items.Count];
        for (var i = 0; i < _shown.Length; i++)
            _shown[i] = items[i].Message;
    }

    /// <summary>Gets the position of the first message.</summary>
    public Position First => Items[0].Position;

    /// <summary>Gets the position of the last message.</summary>
    public Position Last => Items[^1].Position;

    /// <summary>Gets the position of the start entry of its turn; <see cref="Position.Start"/> for none.</summary>
    public Position TurnStart => Items[0].TurnStart;

    /// <summary>Gets the agent that wrote the group; null for the user or the application.</summary>
    public string? Author => Items[0].Author;

    /// <summary>Gets a value that indicates whether the group is the first of its turn.</summary>
    public bool BeginsTurn => Items[0].BeginsTurn;

    /// <summary>Gets a value that indicates whether the group belongs to the running turn.</summary>
    public bool IsCurrent { get; }

    /// <summary>Gets or sets a value that indicates whether the group stays in the window in any case: it is pinned, judged important, the input of the running turn, or the exchange in progress.</summary>
    public bool IsKept { get; private set; }

    /// <summary>Gets a value that indicates whether the group is in the window after the strategies so far.</summary>
    public bool IsIn => IsKept || (!IsLeftOut && !_context.IsCut(this));

    /// <summary>Gets the reason why the group is shown or left out; null when no strategy gave one.</summary>
    public string? Reason { get; private set; }

    /// <summary>Gets the messages as they would be shown.</summary>
    public IReadOnlyList<ChatMessage> Messages => _shown;

    /// <summary>Gets a value that indicates whether the group contains calls of tools.</summary>
    public bool HasCalls => Items.Any(item => item.HasCalls);

    /// <summary>Gets a value that indicates whether a tool's result is among the messages.</summary>
    public bool HasResults => Items.Any(item => item.HasResults);

    /// <summary>Gets the number of tokens of the messages as they would be shown.</summary>
    public int Tokens => _context.Calibrate(Estimate);

    internal IReadOnlyList<WindowItem> Items { get; }

    internal int Estimate
    {
        get
        {
            if (_estimate >= 0)
                return _estimate;

            _estimate = 0;
            for (var i = 0; i < _shown.Length; i++)
                _estimate += CountOf(i);
            return _estimate;
        }
    }

    /// <summary>Whether a strategy left it out, wherever the window is cut and whether or not it is kept.</summary>
    internal bool IsLeftOut { get; private set; }

    private bool IsExact { get; set; }

    /// <summary>Leaves the group out, unless it is kept.</summary>
    /// <param name="reason">The reason, for the report.</param>
    public void LeaveOut(string reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        IsLeftOut = true;
        if (!IsKept)
            Reason = reason;
    }

    /// <summary>Keeps the group in the window, even when it is cut or left out.</summary>
    /// <param name="reason">The reason, for the report.</param>
    public void Keep(string reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        if (!IsKept)
            _context.WasKept(this);
        IsKept = true;
        Reason = reason;
    }

    /// <summary>Shows another message in place of one, which stays in the log. Does nothing when the group is pinned or judged important: it is shown unchanged.</summary>
    /// <param name="index">The index of the message in <see cref="Messages"/>.</param>
    /// <param name="message">The message to show. It should have the same calls and results; calls without results, and results without calls, are left out.</param>
    /// <param name="reason">The reason, for the report.</param>
    public void Replace(int index, ChatMessage message, string reason)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(reason);
        if (IsExact)
            return;

        _shown[index] = message;
        (_changes ??= new string?[_shown.Length])[index] = reason;
        _estimate = -1;
    }

    internal bool Has(Position position)
    {
        for (var i = 0; i < Items.Count; i++)
        {
            if (Items[i].Position == position)
                return true;
        }

        return false;
    }

    internal void KeepExactly(string reason)
    {
        Keep(reason);
        IsExact = true;
        for (var i = 0; i < _shown.Length; i++)
            _shown[i] = Items[i].Message;
        _changes = null;
        _estimate = -1;
    }

    internal string? ChangeOf(int index) => _changes?[index];

    internal bool IsShown(int index) => IsIn && _hidden?[index] != true;

    internal int CountOf(int index) => _changes?[index] is null ? Items[index].Count(_context.Counter) : _context.Counter.Count(_shown[index]);

    /// <summary>Takes one message out of the exchange; what is left is balanced in the end.</summary>
    internal void Hide(int index, string reason)
    {
        if (IsKept)
            return;

        (_hidden ??= new bool[_shown.Length])[index] = true;
        (_changes ??= new string?[_shown.Length])[index] = reason;
    }
}
