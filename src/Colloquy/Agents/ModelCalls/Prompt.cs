using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>What a model call has besides its messages: options, instructions and tools, with the hashes under which their text is stored.</summary>
internal sealed class Prompt
{
    private static readonly JsonTypeInfo DescriptionInfo = new JsonSerializerOptions(AIJsonUtilities.DefaultOptions) { WriteIndented = false, MaxDepth = JsonDepth.OfPayload }.GetTypeInfo(typeof(ChatOptions));

    private long? _count;
    private Prompt? _last;

    private Prompt(ChatOptions? options, Blob? instructions, Blob? tools, IReadOnlyList<ContextShare>? shares)
    {
        Shares = shares;
        Options = options;
        Instructions = instructions;
        Tools = tools;
        Names = NamesOf(options?.Tools);
        OptionsJson = options is null ? null : Describe(options);
    }

    /// <summary>A prompt of messages alone.</summary>
    public static Prompt Empty { get; } = new(null, null, null, null);

    /// <summary>The options for the client, instructions and tools in them; null when there is nothing to say.</summary>
    public ChatOptions? Options { get; }

    /// <summary>The options as the client is given them: with declarations of the tools, under names that services take.</summary>
    public ChatOptions? Sent => field ??= Declared(Options);

    /// <summary>The names under which tools are sent, with the names that they have; null when all are the same.</summary>
    public IReadOnlyDictionary<string, string>? Names { get; }

    /// <summary>The options without instructions and tools, for the log.</summary>
    public JsonElement? OptionsJson { get; }

    public Blob? Instructions { get; }

    public Blob? Tools { get; }

    /// <summary>What context providers added; null for nothing.</summary>
    public IReadOnlyList<ContextShare>? Shares { get; }

    /// <summary>The same in a conversation that the service keeps; null for none.</summary>
    public Prompt In(string? conversation)
    {
        if (Options?.ConversationId == conversation)
            return this;
        if (_last is { } last && last.Options!.ConversationId == conversation)
            return last;

        var options = Options?.Clone() ?? new ChatOptions();
        options.ConversationId = conversation;
        return _last = new Prompt(options, Instructions, Tools, Shares);
    }

    /// <summary>The same without a tool that must be called: that is asked of the first step.</summary>
    public Prompt Relaxed()
    {
        if (Options?.ToolMode is not RequiredChatToolMode)
            return this;

        var options = Options.Clone();
        options.ToolMode = ChatToolMode.Auto;
        return new Prompt(options, Instructions, Tools, Shares);
    }

    /// <summary>Counts the tokens of all but the messages.</summary>
    public long Count(TokenCounter counter) =>
        _count ??= (Options?.Instructions is { } instructions ? counter.Count(instructions) : 0L) + (Tools is { } tools ? counter.Count(Encoding.UTF8.GetString(tools.Bytes.Span)) : 0);

    public static Prompt Create(ChatOptions? agent, ChatOptions? run, string? instructions, IReadOnlyList<AITool> tools, IReadOnlyList<ContextShare>? shares = null)
    {
        if (agent is null && run is null && instructions is null && tools.Count == 0)
            return new Prompt(null, null, null, shares);

        var options = Lay(run, over: agent);
        options.Instructions = Join(instructions, options.Instructions);
        options.Tools = tools.Count == 0 && options.Tools is not { Count: > 0 } ? null : [.. tools, .. options.Tools ?? []];
        return new Prompt(
            options,
            options.Instructions is { } text ? Blob.Of(Encoding.UTF8.GetBytes(text)) : null,
            options.Tools is { } all ? Blob.Of(Declare(all)) : null,
            shares);
    }

    private static string? Join(string? first, string? second) =>
        string.IsNullOrEmpty(first) ? second : string.IsNullOrEmpty(second) ? first : $"{first}\n\n{second}";

    private static ChatOptions Lay(ChatOptions? run, ChatOptions? over)
    {
        if (run is null || over is null)
            return (run ?? over)?.Clone() ?? new ChatOptions();

        var laid = over.Clone();
        laid.Instructions = Join(over.Instructions, run.Instructions);
        laid.Temperature = run.Temperature ?? over.Temperature;
        laid.MaxOutputTokens = run.MaxOutputTokens ?? over.MaxOutputTokens;
        laid.TopP = run.TopP ?? over.TopP;
        laid.TopK = run.TopK ?? over.TopK;
        laid.FrequencyPenalty = run.FrequencyPenalty ?? over.FrequencyPenalty;
        laid.PresencePenalty = run.PresencePenalty ?? over.PresencePenalty;
        laid.Seed = run.Seed ?? over.Seed;
        laid.Reasoning = run.Reasoning ?? over.Reasoning;
        laid.ResponseFormat = run.ResponseFormat ?? over.ResponseFormat;
        laid.ModelId = run.ModelId ?? over.ModelId;
        laid.StopSequences = run.StopSequences ?? over.StopSequences;
        laid.AllowMultipleToolCalls = run.AllowMultipleToolCalls ?? over.AllowMultipleToolCalls;
        laid.ToolMode = run.ToolMode ?? over.ToolMode;
        laid.ConversationId = run.ConversationId ?? over.ConversationId;
        laid.RawRepresentationFactory = run.RawRepresentationFactory ?? over.RawRepresentationFactory;
        laid.Tools = [.. over.Tools ?? [], .. run.Tools ?? []];
        foreach (var (name, value) in run.AdditionalProperties ?? [])
            (laid.AdditionalProperties ??= [])[name] = value;
        return laid;
    }

    private static ChatOptions? Declared(ChatOptions? options)
    {
        if (options?.Tools is not { Count: > 0 } tools)
            return options;

        var sent = options.Clone();
        sent.Tools = [.. tools.Select(DeclaredTool.Of)];
        if (options.ToolMode is RequiredChatToolMode { RequiredFunctionName: { } name })
            sent.ToolMode = ChatToolMode.RequireSpecific(ToolName.Legal(name));
        return sent;
    }

    private static Dictionary<string, string>? NamesOf(IList<AITool>? tools)
    {
        Dictionary<string, string>? names = null;
        for (var i = 0; i < tools?.Count; i++)
        {
            if (tools[i] is AIFunctionDeclaration && !ToolName.IsLegal(tools[i].Name))
                (names ??= []).TryAdd(ToolName.Legal(tools[i].Name), tools[i].Name);
        }

        return names;
    }

    private static JsonElement Describe(ChatOptions options)
    {
        var bare = options.Clone();
        bare.Instructions = null;
        bare.Tools = null;
        bare.AdditionalProperties = StorableMessage.Of(bare.AdditionalProperties);
        return JsonSerializer.SerializeToElement(bare, DescriptionInfo);
    }

    private static byte[] Declare(IList<AITool> tools)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartArray();
        foreach (var tool in tools.Select(DeclaredTool.Of))
        {
            writer.WriteStartObject();
            writer.WriteString("name"u8, tool.Name);
            writer.WriteString("description"u8, tool.Description);
            if (tool is AIFunctionDeclaration function)
            {
                writer.WritePropertyName("parameters"u8);
                StorableJson.OfSchema(function.JsonSchema).WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
