namespace Colloquy;

/// <summary>Specifies which later calls an answer to an approval decides too.</summary>
public enum RememberApproval
{
    /// <summary>No later call.</summary>
    Nothing = 0,

    /// <summary>Later calls of the tool, whatever their arguments.</summary>
    Tool = 1,

    /// <summary>Later calls of the tool with the same arguments.</summary>
    Call = 2,
}
