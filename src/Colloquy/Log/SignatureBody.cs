namespace Colloquy;

/// <summary>A signature over the chain at the entry before this one.</summary>
/// <param name="Head">The signature.</param>
internal sealed record SignatureBody(HeadSignature Head) : EntryBody(EntryKind.Signature)
{
    internal override string? Subject => Head.KeyId;
}
