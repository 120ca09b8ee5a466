namespace Colloquy;

/// <summary>What a process keeps of one session between turns.</summary>
internal interface IKeptHistory
{
    /// <summary>About how many bytes it takes.</summary>
    long Bytes { get; }
}
