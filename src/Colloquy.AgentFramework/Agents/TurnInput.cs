using Microsoft.Extensions.AI;

namespace Colloquy.AgentFramework;

/// <summary>A part of the input of a run: answers to approvals, or messages.</summary>
/// <param name="Messages">The messages.</param>
internal sealed record TurnInput(IReadOnlyList<ChatMessage> Messages)
{
    public bool IsEmpty => Messages.Count == 0;

    /// <summary>Gets the calls whose results or approvals the input gives.</summary>
    public IReadOnlySet<string> Answered => field ??= Messages.SelectMany(message => message.Contents).Select(CallOf).OfType<string>().ToHashSet();

    /// <summary>Separates answers to approvals, which continue a turn, from messages, which begin one. Requests that a caller sends back are left out, since the log has them.</summary>
    public static IReadOnlyList<TurnInput> Split(IReadOnlyList<ChatMessage> messages)
    {
        if (!messages.Any(message => message.Contents.Any(content => content is ToolApprovalResponseContent or ToolApprovalRequestContent)))
            return [new TurnInput(messages)];

        List<ChatMessage> answers = [];
        List<ChatMessage> others = [];
        foreach (var message in messages)
        {
            Add(answers, message, content => content is ToolApprovalResponseContent);
            Add(others, message, content => content is not (ToolApprovalResponseContent or ToolApprovalRequestContent));
        }

        List<ChatMessage>[] parts = [answers, others];
        return [.. parts.Where(part => part.Count > 0).Select(part => new TurnInput(part))];
    }

    private static void Add(List<ChatMessage> part, ChatMessage message, Func<AIContent, bool> belongs)
    {
        List<AIContent> contents = [.. message.Contents.Where(belongs)];
        if (contents.Count == 0)
            return;

        var own = message.Clone();
        own.Contents = contents;
        part.Add(own);
    }

    private static string? CallOf(AIContent content) => content switch
    {
        ToolApprovalResponseContent response => response.ToolCall.CallId,
        FunctionResultContent result => result.CallId,
        _ => null,
    };
}
