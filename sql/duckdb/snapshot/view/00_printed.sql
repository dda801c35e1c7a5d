-- Meaning: an id or a key as the commands print it: whatever a terminal would obey (controls, direction marks, separators, what no font has or nobody sees) as a
--          visible escape. The same as src/console/printable.ts, without its limit of length.
create macro printed(whole) as
case
  when regexp_matches(whole, '[^\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}]|[\x{34f}\x{115f}\x{1160}\x{17b4}\x{17b5}\x{180b}-\x{180f}\x{2800}\x{3164}\x{fe00}-\x{fe0d}\x{ffa0}\x{e0100}-\x{e01ef}]') then array_to_string([
    case
      when not regexp_matches(point, '[^\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}]|[\x{34f}\x{115f}\x{1160}\x{17b4}\x{17b5}\x{180b}-\x{180f}\x{2800}\x{3164}\x{fe00}-\x{fe0d}\x{ffa0}\x{e0100}-\x{e01ef}]') then point
      when point = chr(9) then '\t'
      when point = chr(10) then '\n'
      when point = chr(13) then '\r'
      when ord(point) < 65536 then '\u' || format('{:04x}', ord(point))
      else '\u{' || format('{:x}', ord(point)) || '}'
    end
    for point in string_split(whole, '')
  ], '')
  else whole
end
