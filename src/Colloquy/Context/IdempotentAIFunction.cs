using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Declares that calling a tool again with the same arguments changes nothing more: a resumed turn may call it again when its result was lost.</summary>
/// <param name="function">The tool.</param>
internal sealed class IdempotentAIFunction(AIFunction function) : DelegatingAIFunction(function)
{
    /// <summary>Whether a tool, or one that it wraps, is declared idempotent.</summary>
    public static bool Is(AITool? tool) => tool?.GetService<IdempotentAIFunction>() is not null;
}
