namespace Colloquy.Testing;

/// <summary>Defines an exception that says what is to blame for it, so that trials count it rightly.</summary>
public interface IBlame
{
    /// <summary>Gets what is to blame.</summary>
    Blame Blame { get; }
}
