using Microsoft.Extensions.AI;

namespace Colloquy.Models;

/// <summary>The exception that is thrown before a call is made when a message holds content that the model's service has no place for.</summary>
public sealed class UnsupportedContentException : ColloquyException
{
    internal UnsupportedContentException(AIContent content, string service, string accepted)
        : base($"{service} cannot be sent {Describe(content)}. It accepts {accepted}; remove or convert the content.") =>
        Content = content;

    /// <summary>Gets the content that cannot be sent.</summary>
    public AIContent Content { get; }

    private static string Describe(AIContent content) => content switch
    {
        DataContent data => $"data of the type '{data.MediaType}'",
        UriContent uri => $"a link to data of the type '{uri.MediaType}'",
        _ => content.GetType().Name,
    };
}
