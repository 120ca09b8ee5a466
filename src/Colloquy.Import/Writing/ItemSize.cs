using Microsoft.Extensions.AI;

namespace Colloquy.Import;

/// <summary>Estimates the size of items, to bound the size of commits.</summary>
internal static class ItemSize
{
    public static long Of(ImportedItem item)
    {
        long size = 256;
        foreach (var content in item.Message.Contents)
        {
            size += content switch
            {
                TextContent text => text.Text.Length,
                TextReasoningContent reasoning => reasoning.Text.Length,
                DataContent data => data.Data.Length,
                FunctionResultContent { Result: string text } => text.Length,
                _ => 1_024,
            };
        }

        return size;
    }
}
