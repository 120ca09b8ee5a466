namespace Colloquy;

/// <summary>Specifies what personal data is kept from.</summary>
public enum RedactionMode
{
    /// <summary>From the log: what users and tools say is replaced before it is stored, and before the model sees it. It cannot be put back.</summary>
    Stored = 0,

    /// <summary>From the model: the log keeps what was said, the model sees placeholders such as <c>[email-1]</c>, and values are put back in its answers and in the arguments of tools.</summary>
    Model = 1,
}
