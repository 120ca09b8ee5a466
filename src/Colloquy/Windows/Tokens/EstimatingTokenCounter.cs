using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Guesses tokens from text without a vocabulary. In quarters of a token, so that nothing is lost in rounding.</summary>
internal sealed class EstimatingTokenCounter : TokenCounter
{
    private const int QuartersOfMessage = 4 * 4;
    private const int QuartersOfCall = 8 * 4;
    private const int QuartersOfData = 1_000 * 4;

    public override bool IsEstimate => true;

    public override int Count(ChatMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        long quarters = QuartersOfMessage;
        for (var i = 0; i < message.Contents.Count; i++)
            quarters += Quarters(message.Contents[i]);
        return ToTokens(quarters);
    }

    public override int Count(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return ToTokens(Quarters(text));
    }

    private static int ToTokens(long quarters) => (int)Math.Min((quarters + 3) / 4, int.MaxValue);

    private static long Quarters(AIContent content) => content switch
    {
        TextContent text => Quarters(text.Text),
        TextReasoningContent reasoning => Quarters(reasoning.Text),
        FunctionCallContent call => QuartersOfCall + Quarters(call.Name) + Quarters(call.Arguments),
        FunctionResultContent result => QuartersOfCall + QuartersOfValue(result.Result),
        DataContent or UriContent or HostedFileContent => QuartersOfData,
        _ => QuartersOfMessage,
    };

    private static long Quarters(IDictionary<string, object?>? arguments)
    {
        long quarters = 0;
        if (arguments is Dictionary<string, object?> own)
        {
            // Its enumerator takes no memory.
            foreach (var (name, value) in own)
                quarters += Quarters(name) + QuartersOfValue(value) + 4;
        }
        else if (arguments is not null)
        {
            foreach (var (name, value) in arguments)
                quarters += Quarters(name) + QuartersOfValue(value) + 4;
        }

        return quarters;
    }

    private static long QuartersOfValue(object? value) => value switch
    {
        null => 4,
        string text => Quarters(text),
        JsonElement element => Quarters(element),
        AIContent content => Quarters(content),
        IEnumerable<AIContent> contents => contents.Sum(Quarters),
        _ => Quarters(value.ToString()),
    };

    private static long Quarters(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Undefined)
            return 0;

        var json = JsonMarshal.GetRawUtf8Value(element);
        return Ascii.IsValid(json) ? json.Length : Quarters(Encoding.UTF8.GetString(json));
    }

    /// <summary>A quarter for an ASCII letter, a half for other letters of alphabets (two bytes in UTF-8), a whole one for the rest.</summary>
    private static long Quarters(string? text)
    {
        if (text is null || Ascii.IsValid(text))
            return text?.Length ?? 0;

        long quarters = 0;
        foreach (var letter in text)
            quarters += letter < 0x80 ? 1 : letter < 0x800 ? 2 : 4;
        return quarters;
    }
}
