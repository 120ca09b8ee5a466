using System.Text;
using Microsoft.Extensions.AI;
using Sdk = OpenAI.Chat;

namespace Colloquy.Models;

/// <summary>Puts tool calls together from the pieces a stream brings, which may be interleaved.</summary>
internal sealed class CompletionStreamCalls
{
    private readonly List<Pending> _pending = [];

    public void Add(Sdk.StreamingChatToolCallUpdate piece)
    {
        var call = _pending.LastOrDefault(call => call.Index == piece.Index);

        // Some compatible servers give every call of an answer the same index; a new id then tells them apart.
        if (call is null || (piece.ToolCallId is { Length: > 0 } id && call.Id is { Length: > 0 } && call.Id != id))
            _pending.Add(call = new Pending(piece.Index));

        call.Id ??= piece.ToolCallId is { Length: > 0 } given ? given : null;
        call.Name ??= piece.FunctionName is { Length: > 0 } name ? name : null;
        if (piece.FunctionArgumentsUpdate is { } arguments && !arguments.ToMemory().IsEmpty)
            call.Arguments.Append(arguments.ToString());
    }

    public List<FunctionCallContent> Take(ReturnedFields? fields, string origin)
    {
        List<FunctionCallContent> calls = [];
        foreach (var call in _pending)
        {
            var made = ToolArguments.Read(call.Id is { Length: > 0 } id ? id : $"call_{call.Index}", call.Name ?? "", call.Arguments.ToString());
            fields?.AddTo(made, call.Index, origin);
            calls.Add(made);
        }

        _pending.Clear();
        return calls;
    }

    private sealed class Pending(int index)
    {
        public int Index => index;

        public string? Id { get; set; }

        public string? Name { get; set; }

        public StringBuilder Arguments { get; } = new();
    }
}
