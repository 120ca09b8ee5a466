using System.Collections;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Messages of earlier turns, of which no copy is made, with what is put before them, and those of the turn behind them. Read only.</summary>
internal sealed class MessageView(ChatMessage[] first, ArrayPart<ChatMessage> earlier, IReadOnlyList<ChatMessage> turn) : IReadOnlyList<ChatMessage>, IList<ChatMessage>
{
    public int Count => first.Length + earlier.Count + turn.Count;

    public bool IsReadOnly => true;

    public ChatMessage this[int index]
    {
        get
        {
            if ((uint)index < (uint)first.Length)
                return first[index];

            var at = index - first.Length;
            return (uint)at < (uint)earlier.Count ? earlier[at] : turn[at - earlier.Count];
        }
    }

    ChatMessage IList<ChatMessage>.this[int index]
    {
        get => this[index];
        set => throw Refuse();
    }

    /// <summary>The messages before one of the turn; all when it is not there.</summary>
    public IReadOnlyList<ChatMessage> FirstUntil(ChatMessage? message)
    {
        var ofTurn = 0;
        while (ofTurn < turn.Count && !ReferenceEquals(turn[ofTurn], message))
            ofTurn++;
        return first.Length + earlier.Count + ofTurn == 0 ? [] : new MessageView(first, earlier, ofTurn == 0 ? [] : [.. turn.Take(ofTurn)]);
    }

    /// <summary>The same messages, and others behind them.</summary>
    public MessageView With(IReadOnlyList<ChatMessage> behind) => new(first, earlier, turn.Count == 0 ? behind : [.. turn, .. behind]);

    public bool Contains(ChatMessage item) => IndexOf(item) >= 0;

    public int IndexOf(ChatMessage item)
    {
        for (var i = 0; i < Count; i++)
        {
            if (ReferenceEquals(this[i], item))
                return i;
        }

        return -1;
    }

    public void CopyTo(ChatMessage[] array, int arrayIndex)
    {
        ArgumentNullException.ThrowIfNull(array);
        first.CopyTo(array, arrayIndex);
        earlier.CopyTo(array, arrayIndex + first.Length);
        for (var i = 0; i < turn.Count; i++)
            array[arrayIndex + first.Length + earlier.Count + i] = turn[i];
    }

    public IEnumerator<ChatMessage> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    void ICollection<ChatMessage>.Add(ChatMessage item) => throw Refuse();

    void ICollection<ChatMessage>.Clear() => throw Refuse();

    void IList<ChatMessage>.Insert(int index, ChatMessage item) => throw Refuse();

    bool ICollection<ChatMessage>.Remove(ChatMessage item) => throw Refuse();

    void IList<ChatMessage>.RemoveAt(int index) => throw Refuse();

    private static NotSupportedException Refuse() => new("The messages are a view that is shared between turns. Copy the list to change it.");
}
