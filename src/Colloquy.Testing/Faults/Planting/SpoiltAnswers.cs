using System.Collections.Concurrent;

namespace Colloquy.Testing;

/// <summary>The answers that a fault spoilt. In later turns, the model is shown what it had said, so that it goes on as if nothing had happened, and a cassette still knows the request.</summary>
internal sealed class SpoiltAnswers
{
    private readonly ConcurrentDictionary<(int Turn, string Spoilt), string> _originals = new();

    /// <summary>Keeps what the model had said in place of a spoilt text.</summary>
    public void Keep(FaultyCall call, ChatResponse response)
    {
        if (call.Response is { } original && original != response && original.Text.Length > 0 && response.Text.Length > 0 && original.Text != response.Text
            && FaultyCall.CallsIn(original.Messages).Count == 0 && FaultyCall.CallsIn(response.Messages).Count == 0)
            _originals[(call.Messages.Count(message => message.Role == ChatRole.User), response.Text)] = original.Text;
    }

    /// <summary>Returns the messages with what the model had said in each turn.</summary>
    public IReadOnlyList<ChatMessage> Restore(IEnumerable<ChatMessage> messages)
    {
        List<ChatMessage> restored = [.. messages];
        if (_originals.IsEmpty)
            return restored;

        var turn = 0;
        for (var i = 0; i < restored.Count; i++)
        {
            if (restored[i].Role == ChatRole.User)
                turn++;
            else if (restored[i].Role == ChatRole.Assistant && _originals.TryGetValue((turn, restored[i].Text), out var original))
                restored[i] = FaultyCall.With(restored[i], [new TextContent(original)]);
        }

        return restored;
    }
}
