namespace Colloquy.Testing;

/// <summary>Finds a text as whole words, without regard to case: '4711' is not in '147112'.</summary>
internal static class WholeWord
{
    public static bool IsIn(string text, string word)
    {
        var (plain, part) = (PlainText.Of(text), PlainText.Of(word));
        for (var index = plain.IndexOf(part, StringComparison.OrdinalIgnoreCase); index >= 0; index = plain.IndexOf(part, index + 1, StringComparison.OrdinalIgnoreCase))
        {
            var end = index + part.Length;
            var isWhole = (index == 0 || !char.IsLetterOrDigit(part[0]) || !char.IsLetterOrDigit(plain[index - 1])) && (end == plain.Length || !char.IsLetterOrDigit(part[^1]) || !char.IsLetterOrDigit(plain[end]));
            if (isWhole)
                return true;
        }

        return false;
    }

    /// <summary>Returns whether a message has the text: in its words, or in the arguments or the result of a call.</summary>
    public static bool IsIn(ChatMessage message, string word) => message.Contents.Any(content => content switch
    {
        TextContent text => IsIn(text.Text, word),
        TextReasoningContent reasoning => IsIn(reasoning.Text, word),
        FunctionCallContent call => IsIn(ToolResultText.Write(call.Arguments), word),
        FunctionResultContent result => IsIn(ToolResultText.Of(result.Result), word),
        _ => false,
    });
}
