namespace Colloquy;

/// <summary>What an answer to an approval decides besides the call it is for.</summary>
public enum RememberApproval
{
    /// <summary>Nothing.</summary>
    Nothing = 0,

    /// <summary>Later calls of the tool, whatever their arguments.</summary>
    Tool = 1,

    /// <summary>Later calls of the tool with the same arguments.</summary>
    Call = 2,
}
