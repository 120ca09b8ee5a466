using Microsoft.Extensions.AI;

namespace Colloquy.Tokenizers;

/// <summary>A token counter that counts as OpenAI's models do, by the encoding of the model. It calls no service.</summary>
/// <remarks>
/// <para>Counts of text are exact. As OpenAI documents, a message adds 3 tokens and those of its role, and a name adds 1 and its own tokens. A request adds 3 more, which belong to no message. OpenAI does not document
/// the additions for tool calls, results and declarations: here, a call and a result add 4 tokens to their text. Images, files and other content count as in <see cref="TokenCounter.Estimate"/>.</para>
/// <para>The encoding is loaded once for the process, when a counter is first used: about 0.3 seconds and 40 MB. Many threads can use a counter at once. Each encoding has one counter.</para>
/// </remarks>
public sealed class ModelTokenCounter : TokenCounter
{
    private const int TokensOfMessage = 3;
    private const int TokensOfName = 1;
    private const int TokensOfCall = 4;

    private static readonly ModelTokenCounter[] s_counters = [new(TextEncoding.O200k), new(TextEncoding.Cl100k)];
    private static readonly ChatMessage s_empty = new(ChatRole.User, []);

    private readonly TextEncoding _encoding;

    private ModelTokenCounter(TextEncoding encoding) => _encoding = encoding;

    /// <summary>Gets the name of the encoding: <c>o200k_base</c> or <c>cl100k_base</c>.</summary>
    public string Encoding => _encoding.Name;

    /// <summary>Returns the counter for a model: the exact one where the encoding of the model is known, otherwise <see cref="TokenCounter.Estimate"/>, whose <see cref="TokenCounter.IsEstimate"/> is true.</summary>
    /// <param name="model">The name of the model, with or without providers: <c>gpt-5-mini</c>, <c>openai/gpt-5-mini</c>.</param>
    /// <remarks>Only models of OpenAI have a known encoding: the families of GPT-3.5 to GPT-5, o1, o3, o4 and gpt-oss. The models of other makers have encodings of their own, which are not in the package.</remarks>
    public static TokenCounter ForModel(string model) => FindForModel(model) ?? Estimate;

    /// <summary>Finds the exact counter for a model; null when its encoding is not known.</summary>
    /// <param name="model">The name of the model, with or without providers.</param>
    public static ModelTokenCounter? FindForModel(string model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return EncodingOfModel.Find(model) is { } encoding ? ForEncoding(encoding) : null;
    }

    /// <summary>Returns the counter of an encoding, for models whose names do not show it, such as deployments in Azure.</summary>
    /// <param name="encoding">The name of the encoding: <c>o200k_base</c> or <c>cl100k_base</c>.</param>
    /// <exception cref="ArgumentException">The package has no such encoding.</exception>
    public static ModelTokenCounter ForEncoding(string encoding)
    {
        ArgumentNullException.ThrowIfNull(encoding);
        return Array.Find(s_counters, counter => counter.Encoding == encoding)
            ?? throw new ArgumentException($"There is no encoding '{encoding}' here. There are {string.Join(" and ", s_counters.Select(counter => $"'{counter.Encoding}'"))}; use TokenCounter.Estimate for models of others.", nameof(encoding));
    }

    /// <inheritdoc />
    public override int Count(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return ToTokens(_encoding.Count(text));
    }

    /// <inheritdoc />
    public override int Count(ChatMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var tokens = TokensOfMessage + _encoding.Count(message.Role.Value);
        if (message.AuthorName is { Length: > 0 } name)
            tokens += TokensOfName + _encoding.Count(name);
        foreach (var content in message.Contents)
            tokens += Count(content);
        return ToTokens(tokens);
    }

    private long Count(AIContent content) => content switch
    {
        TextContent text => _encoding.Count(text.Text),
        TextReasoningContent reasoning => _encoding.Count(reasoning.Text),
        FunctionCallContent call => TokensOfCall + _encoding.Count(call.Name) + _encoding.Count(SentText.OfArguments(call.Arguments)),
        FunctionResultContent { Result: AIContent one } => TokensOfCall + Count(one),
        FunctionResultContent { Result: IEnumerable<AIContent> several } => TokensOfCall + several.Sum(Count),
        FunctionResultContent result => TokensOfCall + _encoding.Count(SentText.Of(result.Result)),
        _ => Estimate.Count(new ChatMessage(ChatRole.User, [content])) - Estimate.Count(s_empty),
    };

    private static int ToTokens(long tokens) => (int)Math.Min(tokens, int.MaxValue);
}
