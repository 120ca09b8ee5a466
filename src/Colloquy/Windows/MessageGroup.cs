using Microsoft.Extensions.AI;

namespace Colloquy;

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

    /// <summary>Gets the start entry of its turn; <see cref="Position.Start"/> for none.</summary>
    public Position TurnStart => Items[0].TurnStart;

    /// <summary>Gets the agent that wrote it; null for the user or the application.</summary>
    public string? Author => Items[0].Author;

    /// <summary>Gets a value that indicates whether it comes first in its turn.</summary>
    public bool BeginsTurn => Items[0].BeginsTurn;

    /// <summary>Gets a value that indicates whether it belongs to the turn that is running.</summary>
    public bool IsCurrent { get; }

    /// <summary>Gets or sets a value that indicates whether it stays whatever is cut: it is pinned, judged important, the running turn's input, or the exchange under way.</summary>
    public bool IsKept { get; private set; }

    /// <summary>Gets a value that indicates whether it is in the window, as far as the strategies have got.</summary>
    public bool IsIn => IsKept || (!IsLeftOut && !_context.IsCut(this));

    /// <summary>Gets the reason why the group is shown or left out; null when no strategy gave one.</summary>
    public string? Reason { get; private set; }

    /// <summary>Gets the messages as they would be shown.</summary>
    public IReadOnlyList<ChatMessage> Messages => _shown;

    /// <summary>Gets a value that indicates whether a tool was called in it.</summary>
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

    private bool IsLeftOut { get; set; }

    private bool IsExact { get; set; }

    /// <summary>Leaves it out, unless it is kept.</summary>
    /// <param name="reason">Why, for the report.</param>
    public void LeaveOut(string reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        IsLeftOut = true;
        if (!IsKept)
            Reason = reason;
    }

    /// <summary>Keeps it in, whatever is cut or left out.</summary>
    /// <param name="reason">Why, for the report.</param>
    public void Keep(string reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        if (!IsKept)
            _context.WasKept(this);
        IsKept = true;
        Reason = reason;
    }

    /// <summary>Shows another message in place of one; the log keeps the message. Does nothing to what is pinned or judged important: that is shown as it is.</summary>
    /// <param name="index">The message's place in <see cref="Messages"/>.</param>
    /// <param name="message">What is shown. Its calls and results stay those of the message, or the window's balance leaves them out.</param>
    /// <param name="reason">Why, for the report.</param>
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
