namespace Colloquy;

/// <summary>Specifies the later calls that an answer to an approval also decides.</summary>
public enum RememberApproval
{
    /// <summary>No later call.</summary>
    Nothing = 0,

    /// <summary>Later calls of the tool with any arguments.</summary>
    Tool = 1,

    /// <summary>Later calls of the tool with the same arguments.</summary>
    Call = 2,
}
