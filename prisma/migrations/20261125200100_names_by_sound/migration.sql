-- How a name sounds, whatever alphabet it is written in: what `folded` of src/agents/spelling.ts makes of it, without asking the database's locale.
CREATE FUNCTION "sounds_of"("said" text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  sounds text := translate("said", 'ABCDEFGHIJKLMNOPQRSTUVWXYZАБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ', 'abcdefghijklmnopqrstuvwxyzабвгдеёжзийклмнопрстуфхцчшщъыьэюя');
BEGIN
  sounds := regexp_replace(sounds, 'shch|sh', 'š', 'g');
  sounds := regexp_replace(sounds, 'tch|ch', 'č', 'g');
  sounds := replace(sounds, 'zh', 'ž');
  sounds := regexp_replace(sounds, 'kh|x', 'h', 'g');
  sounds := regexp_replace(sounds, 'ts|tz', 'c', 'g');
  sounds := replace(sounds, 'dz', 'z');
  sounds := replace(sounds, 'gh', 'g');
  sounds := replace(sounds, 'ph', 'p');
  sounds := replace(sounds, 'th', 't');
  sounds := replace(sounds, 'yo', 'e');
  sounds := replace(sounds, 'ck', 'k');
  sounds := replace(sounds, 'дз', 'з');
  sounds := replace(replace(sounds, 'ю', 'iu'), 'я', 'ia');
  sounds := translate(
    sounds,
    'абвгдеёжзийклмнопрстуфхцчшщыэაბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰyjqwfъь’''',
    'abvgdeežziiklmnoprstuphcčššieabgdevztiklmnopžrstupkgkščczcčhihiikvp'
  );
  RETURN regexp_replace(sounds, '([^0-9])\1+', '\1', 'g');
END
$$;

-- AlterTable
ALTER TABLE "clients" ADD COLUMN "sounds" TEXT GENERATED ALWAYS AS ("sounds_of"("name")) STORED;
