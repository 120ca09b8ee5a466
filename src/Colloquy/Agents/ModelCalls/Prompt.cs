using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>What a model call has besides its messages: options, instructions and tools, with the hashes under which their text is stored.</summary>
internal sealed class Prompt
{
    private static readonly JsonTypeInfo DescriptionInfo = new JsonSerializerOptions(AIJsonUtilities.DefaultOptions) { WriteIndented = false, MaxDepth = JsonDepth.OfPayload }.GetTypeInfo(typeof(ChatOptions));

    private static readonly JsonElement NoOptions = Describe(new ChatOptions());

    private long? _count;
    private Prompt? _last;

    private Prompt(ChatOptions? options, JsonElement? optionsJson, Blob? instructions, ToolDeclarations? declarations, IReadOnlyList<ContextShare>? shares)
    {
        Shares = shares;
        Options = options;
        Instructions = instructions;
        Declarations = declarations;
        Names = NamesOf(options?.Tools);
        OptionsJson = optionsJson;
    }

    /// <summary>A prompt of messages alone.</summary>
    public static Prompt Empty { get; } = new(null, null, null, null, null);

    /// <summary>The options for the client, instructions and tools in them; null when there is nothing to say.</summary>
    public ChatOptions? Options { get; }

    /// <summary>The options as the client is given them: with declarations of the tools, under names that services take.</summary>
    public ChatOptions? Sent => field ??= Declared();

    /// <summary>The names under which tools are sent, with the names that they have; null when all are the same.</summary>
    public IReadOnlyDictionary<string, string>? Names { get; }

    /// <summary>The options without instructions and tools, for the log.</summary>
    public JsonElement? OptionsJson { get; }

    public Blob? Instructions { get; }

    public Blob? Tools => Declarations?.Blob;

    /// <summary>The declarations of the tools; null for no tools.</summary>
    public ToolDeclarations? Declarations { get; }

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
        if (this == Empty)
            return new Prompt(options, Describe(options), null, null, null);

        return _last = new Prompt(options, Describe(options), Instructions, Declarations, Shares);
    }

    /// <summary>The same without a tool that must be called: that is asked of the first step.</summary>
    public Prompt Relaxed()
    {
        if (Options?.ToolMode is not RequiredChatToolMode)
            return this;

        var options = Options.Clone();
        options.ToolMode = ChatToolMode.Auto;
        return new Prompt(options, Describe(options), Instructions, Declarations, Shares);
    }

    /// <summary>Counts the tokens of all but the messages.</summary>
    public long Count(TokenCounter counter) =>
        _count ??= (Options?.Instructions is { } instructions ? counter.Count(instructions) : 0L) + (Tools is { } tools ? counter.Count(Encoding.UTF8.GetString(tools.Bytes.Span)) : 0);

    /// <summary>Makes up the prompt of a call.</summary>
    /// <param name="agent">The options of the agent; null for none.</param>
    /// <param name="run">The options of the run, which come before those of the agent; null for none.</param>
    /// <param name="instructions">The instructions, before those of the options; null for none.</param>
    /// <param name="tools">The tools, before those of the options.</param>
    /// <param name="shares">What context providers added; null for nothing.</param>
    /// <param name="known">The declarations of tools of an earlier call; null for none.</param>
    public static Prompt Create(ChatOptions? agent, ChatOptions? run, string? instructions, IReadOnlyList<AITool> tools, IReadOnlyList<ContextShare>? shares = null, ToolDeclarations? known = null)
    {
        if (agent is null && run is null && instructions is null && tools.Count == 0)
            return shares is null ? Empty : new Prompt(null, null, null, null, shares);

        var options = Lay(run, over: agent);
        options.Instructions = Join(instructions, options.Instructions);
        options.Tools = tools.Count == 0 && options.Tools is not { Count: > 0 } ? null : [.. tools, .. options.Tools ?? []];
        return new Prompt(
            options,
            agent is null && run is null ? NoOptions : Describe(options),
            options.Instructions is { } text ? Blob.Of(Encoding.UTF8.GetBytes(text)) : null,
            options.Tools is { } all ? ToolDeclarations.Of(all, known) : null,
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

    private ChatOptions? Declared()
    {
        if (Options is not { Tools: { Count: > 0 } tools } options)
            return Options;

        var sent = options.Clone();
        sent.Tools = [.. ToolDeclarations.Of(tools, Declarations).Sent];
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
}
