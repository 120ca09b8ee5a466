namespace Colloquy;

/// <summary>How a model writes its working memory.</summary>
public enum WorkingMemoryUpdate
{
    /// <summary>It is a JSON object, of which the model writes what changes (a merge patch, RFC 7396): a null removes a key.</summary>
    Merge = 0,

    /// <summary>It is a text, which the model writes anew.</summary>
    Replace = 1,
}
