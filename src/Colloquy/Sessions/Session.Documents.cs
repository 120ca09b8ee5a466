namespace Colloquy;

/// <content>What goes out of the process: handles and documents.</content>
public sealed partial class Session
{
    /// <summary>Gets a handle that identifies the session and the branch that this object is bound to.</summary>
    public SessionHandle Handle => new(Key, Log.Bound) { Fields = Log.HandleFields };
}
