using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Takes the messages that a caller gives, and refuses null among them.</summary>
internal static class InputMessages
{
    public static List<ChatMessage> ToList(IEnumerable<ChatMessage>? messages, [CallerArgumentExpression(nameof(messages))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(messages, name);
        List<ChatMessage> list = [.. messages];
        return list.IndexOf(null!) is >= 0 and var index ? throw new ArgumentException($"Message {index + 1} of {list.Count} is null. Leave it out, or give a message.", name) : list;
    }
}
