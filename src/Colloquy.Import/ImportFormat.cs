namespace Colloquy.Import;

/// <summary>Specifies the format of a source of conversations.</summary>
/// <param name="Value">The name of the format, as the command line and the metadata of imported sessions write it.</param>
public readonly record struct ImportFormat(string Value)
{
    /// <summary>Arrays or lines of messages of OpenAI's chat completions.</summary>
    public static ImportFormat ChatCompletions { get; } = new("chat-completions");

    /// <summary>Arrays or lines of messages of Anthropic's Messages API.</summary>
    public static ImportFormat Anthropic { get; } = new("anthropic");

    /// <summary>A SQLite file of the OpenAI Agents SDK, written by its <c>SQLiteSession</c> or <c>AdvancedSQLiteSession</c>.</summary>
    public static ImportFormat OpenAIAgents { get; } = new("openai-agents");

    /// <summary>A session of Microsoft Agent Framework, serialized to JSON.</summary>
    public static ImportFormat AgentFramework { get; } = new("agent-framework");

    /// <summary>A <c>ChatHistory</c> of Semantic Kernel, serialized to JSON.</summary>
    public static ImportFormat SemanticKernel { get; } = new("semantic-kernel");

    /// <summary>The file <c>conversations.json</c> of an export of ChatGPT.</summary>
    public static ImportFormat ChatGpt { get; } = new("chatgpt");

    /// <summary>A SQLite file of LangGraph's checkpoints, written by <c>SqliteSaver</c> of <c>@langchain/langgraph-checkpoint-sqlite</c>.</summary>
    public static ImportFormat LangGraph { get; } = new("langgraph");

    /// <summary>Gets the formats that this package reads.</summary>
    public static IReadOnlyList<ImportFormat> All { get; } = [ChatCompletions, Anthropic, OpenAIAgents, AgentFramework, SemanticKernel, ChatGpt, LangGraph];

    /// <summary>Returns the name of the format.</summary>
    public override string ToString() => Value;
}
