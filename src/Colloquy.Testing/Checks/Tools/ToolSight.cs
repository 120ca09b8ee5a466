namespace Colloquy.Testing;

/// <summary>Tells whether the tool calls of a turn can be seen at all: those of a bot behind a function cannot, and a check of them is an error, not a pass.</summary>
internal static class ToolSight
{
    public const string Blind = "The tool calls of this target are not observed, so nothing can be said about them. Give it a client of ConversationParts.Client or tools of ConversationBuilder.AddToolHost, or return its calls in TargetAnswer.Messages.";

    public static bool IsBlind(CheckSubject subject) =>
        subject.ToolCalls.Count == 0
        && subject.Conversation.ToolHosts.Count == 0
        && subject.Turns.All(turn => turn is { ModelCalls.Count: 0, Raw: not (AgentAnswer or ChatResponse) })
        && !subject.Conversation.Messages.Any(message => message.Contents.Any(content => content is FunctionCallContent));
}
