namespace Colloquy.Encryption;

/// <summary>Writes bytes as numbers that a store of vectors accepts: three in each, as a whole number, which a float holds exactly.</summary>
internal static class FloatBytes
{
    private const int InEach = 3;
    private const float End = 1 << (8 * InEach);

    /// <summary>The number of numbers.</summary>
    public static int CountOf(int bytes) => 1 + ((bytes + InEach - 1) / InEach);

    public static float[] Write(ReadOnlySpan<byte> bytes)
    {
        var numbers = new float[CountOf(bytes.Length)];
        numbers[0] = (InEach - (bytes.Length % InEach)) % InEach;
        for (var i = 1; i < numbers.Length; i++)
        {
            var value = 0;
            for (var at = (i - 1) * InEach; at < i * InEach; at++)
                value = (value << 8) | (at < bytes.Length ? bytes[at] : 0);
            numbers[i] = value;
        }

        return numbers;
    }

    /// <summary>Reads the bytes again; null of numbers that <see cref="Write"/> did not write.</summary>
    public static byte[]? Read(ReadOnlySpan<float> numbers)
    {
        var missing = numbers[0];
        if (missing is not (0 or 1 or 2) || (numbers.Length == 1 && missing != 0))
            return null;

        var bytes = new byte[((numbers.Length - 1) * InEach) - (int)missing];
        for (var i = 1; i < numbers.Length; i++)
        {
            if (!(numbers[i] >= 0 && numbers[i] < End))
                return null;
            var value = (int)numbers[i];
            for (var at = (i - 1) * InEach; at < i * InEach; at++, value <<= 8)
            {
                if (at < bytes.Length)
                    bytes[at] = (byte)(value >> 16);
            }
        }

        return bytes;
    }
}
